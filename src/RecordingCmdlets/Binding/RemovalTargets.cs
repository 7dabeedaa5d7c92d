using System.Globalization;
using System.Management.Automation;

namespace RecordingCmdlets.Binding;

/// <summary>
/// Reads what is piped into a command that deletes. Only a recording, a plan line or a row that names provider and id is
/// taken; everything else is an error with a name, and nothing is sent for it.
/// </summary>
internal static class RemovalTargets
{
    private const string Deserialized = "Deserialized.";

    // What may stand for a recording after a job, a remote session or Import-Clixml. An audit entry or a hold names a recording
    // too, but does not mean it.
    private static readonly string[] DeserializedRows =
    [
        $"{Deserialized}{typeof(Recording).FullName}",
        $"{Deserialized}{typeof(RecordingBot).FullName}",
        $"{Deserialized}{typeof(PlanLine).FullName}",
        $"{Deserialized}{typeof(RecordingReference).FullName}",
        $"{Deserialized}{typeof(PSCustomObject).FullName}",
    ];

    // After any other outcome a recording is not there, or is not to be removed.
    private static readonly RemovalOutcome[] Repeatable =
        [RemovalOutcome.WouldRemove, RemovalOutcome.LimitReached, RemovalOutcome.NotSent, RemovalOutcome.Failed, RemovalOutcome.Unknown, RemovalOutcome.Recycled];

    /// <param name="input">What came down the pipeline.</param>
    /// <param name="forBots">Whether the command removes what bots captured. Whether a kind is right, the engine decides.</param>
    /// <exception cref="RecordingArgumentException">It is none of these, or says keep.</exception>
    public static RemovalTarget Read(PSObject input, bool forBots) => input.BaseObject switch
    {
        RecordingBot bot when !forBots => throw new RecordingArgumentException(
            "RecordingKindMismatch",
            $"{bot} is a bot and not a recording. Nothing was sent for it.",
            "Remove-BotMedia removes what a bot captured; Remove-Recording takes what Get-Recording lists."),
        RecordingBot bot => SaysKeep(input) ? throw Keeps(bot.ToString()) : RemovalTarget.For(bot),
        // A script may have put its decision on the object itself.
        Recording recording => SaysKeep(input) ? throw Keeps(recording.ToString()) : RemovalTarget.For(recording),
        PlanLine line => line.Decision == PlanDecision.Remove
            ? RemovalTarget.For(line)
            : throw Keeps(line.Reference.ToString()),
        RecordingReference reference => SaysKeep(input) ? throw Keeps(reference.ToString()) : new RemovalTarget { Reference = reference },
        PSCustomObject when IsRow(input.TypeNames.FirstOrDefault() ?? "") => ReadRow(input),
        _ => throw Unsupported($"A {input.TypeNames.FirstOrDefault()} is not a recording."),
    };

    /// <summary>Reads what is to be removed. Tables of holds and of results name recordings too, but do not mean that.</summary>
    /// <param name="input">What came down the pipeline.</param>
    /// <param name="forBots">Whether the command removes what bots captured.</param>
    /// <exception cref="RecordingArgumentException">It is not to be removed.</exception>
    public static RemovalTarget ReadToRemove(PSObject input, bool forBots)
    {
        var target = Read(input, forBots);
        if (input.BaseObject is not PSCustomObject) return target;
        if (input.Properties["HoldId"] is not null) throw Unsupported("The row is a hold.");
        return Enum.TryParse<RemovalOutcome>(Text(input, "Outcome"), ignoreCase: true, out var outcome) && !Repeatable.Contains(outcome)
            ? throw Unsupported($"The row is a result that says {outcome}.")
            : target;
    }

    /// <summary>Reads which item is meant, whatever was decided on it: nothing is removed by asking about it.</summary>
    /// <param name="input">What came down the pipeline.</param>
    /// <exception cref="RecordingArgumentException">It names none.</exception>
    public static RecordingReference ReadReference(PSObject input) => input.BaseObject switch
    {
        RecordingBot bot => bot.Reference,
        Recording recording => recording.Reference,
        PlanLine line => line.Reference,
        RecordingReference reference => reference,
        PSCustomObject when IsRow(input.TypeNames.FirstOrDefault() ?? "") => RowReference(input),
        _ => throw Unsupported($"A {input.TypeNames.FirstOrDefault()} is not a recording."),
    };

    private static bool IsRow(string typeName) =>
        !typeName.StartsWith(Deserialized, StringComparison.Ordinal)
        || typeName.StartsWith($"{Deserialized}Selected.", StringComparison.Ordinal)
        || DeserializedRows.Contains(typeName);

    private static RemovalTarget ReadRow(PSObject row)
    {
        var reference = RowReference(row);
        return SaysKeep(row) ? throw Keeps(reference.ToString()) : new RemovalTarget { Reference = reference };
    }

    private static RecordingReference RowReference(PSObject row)
    {
        var provider = Text(row, "Provider");
        var id = Text(row, "Id");
        if (provider is null || id is null) throw Unsupported("The row names no Provider or no Id.");
        // What narrows the reference and cannot be read must not widen it.
        foreach (var name in (string[])["Connection", "Kind", "Owner", "Site"])
            if (Text(row, name) is null && !IsBlank(row, name)) throw Unsupported($"The row's {name} is no text.");
        return new RecordingReference(provider, Text(row, "Connection"), Text(row, "Kind") ?? "", id, Text(row, "Owner"), Text(row, "Site"));
    }

    // Whoever writes a decision means it: anything but remove keeps.
    private static bool SaysKeep(PSObject input) =>
        input.Properties["Decision"] is not null && !string.Equals(Text(input, "Decision"), nameof(PlanDecision.Remove), StringComparison.OrdinalIgnoreCase);

    private static bool IsBlank(PSObject row, string name)
    {
        try
        {
            return row.Properties[name]?.Value is not { } value || string.IsNullOrWhiteSpace((value is PSObject wrapped ? wrapped.BaseObject : value) as string ?? "?");
        }
        catch (GetValueException)
        {
            return false;
        }
    }

    // A value that throws, is a list or an object is no name of anything.
    private static string? Text(PSObject row, string name)
    {
        object? value;
        try
        {
            value = row.Properties[name]?.Value;
        }
        catch (GetValueException)
        {
            return null;
        }

        var plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        // Of an enum, serialization leaves the number with the word beside it.
        if (value is PSObject named && named.TypeNames.Contains("Deserialized.System.Enum")) plain = named.ToString();
        var text = plain switch
        {
            string s => s,
            int or long or uint or ulong or short or Enum => Convert.ToString(plain, CultureInfo.InvariantCulture),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    private static RecordingArgumentException Keeps(string reference) => new(
        "PlanLineKeeps", $"{reference}: the row does not say remove, so it is kept.", "Pipe only rows whose Decision is remove.");

    private static RecordingArgumentException Unsupported(string what) => new(
        "RecordingInputUnsupported",
        $"{what} Nothing was sent for it.",
        "Pipe what Get-Recording or Get-RecordingBot gives, or rows with the columns Provider and Id; or use -Provider with -Id.");
}
