using System.Text.Json;
using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>What a ledger is about.</summary>
internal static class LedgerPurpose
{
    public const string Removal = "removal";
    public const string Resolution = "resolution";
    public const string Holds = "holds";
    public const string Plan = "plan";
    public const string Backup = "backup";
}

/// <summary>The first line of a ledger: who did what with what. Never a secret, never a parameter's value.</summary>
internal sealed record LedgerHeader(string RunId, string Purpose, DateTimeOffset Time, AuditOptions Audit)
{
    public const string Format = "recordingcmdlets-ledger/1";

    private const int LongestText = 4096;

    public string? HoldsPath { get; init; }

    public string? HoldsHash { get; init; }

    public int? HoldsCount { get; init; }

    /// <summary>The plan that the run applies, and its head.</summary>
    public (string Path, string Head)? Plan { get; init; }

    /// <summary>The folder that the paths in a backup's manifest are relative to.</summary>
    public string? Folder { get; init; }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("format", Format);
        writer.WriteString("run", RunId);
        writer.WriteString("purpose", Purpose);
        writer.WriteString("time", Time.UtcDateTime);
        writer.WriteString("operator", $"{Environment.UserName}@{Environment.MachineName}");
        writer.WriteString("module", HttpClients.UserAgent);
        WriteIfKnown(writer, "host", Audit.Host);
        WriteIfKnown(writer, "reason", Audit.Reason);
        WriteIfKnown(writer, "ticket", Audit.Ticket);
        WriteIfKnown(writer, "script", Audit.Script);
        if (Audit.ParameterNames.Count > 0)
        {
            writer.WriteStartArray("parameters");
            foreach (var name in Audit.ParameterNames) writer.WriteStringValue(name);
            writer.WriteEndArray();
        }

        if (Plan is { } plan)
        {
            writer.WriteStartObject("plan");
            writer.WriteString("path", plan.Path);
            writer.WriteString("head", plan.Head);
            writer.WriteEndObject();
        }

        WriteIfKnown(writer, "folder", Folder);
        if (HoldsPath is null) return;
        writer.WriteStartObject("holds");
        writer.WriteString("path", HoldsPath);
        WriteIfKnown(writer, "sha256", HoldsHash);
        writer.WriteNumber("count", HoldsCount ?? 0);
        writer.WriteEndObject();
    }

    public static void WriteIfKnown(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteString(name, Cut(value));
    }

    /// <summary>What comes from a file or a service can be of any length; a line that is too long would make the whole ledger unreadable.</summary>
    public static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText] + "...";
}
