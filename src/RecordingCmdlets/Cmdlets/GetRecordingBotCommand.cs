using System.Collections;
using System.Globalization;
using System.Management.Automation;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Lists the bots of Recall.ai and Attendee, one object each, whatever their state.</summary>
/// <remarks>
/// A bot is what joins a meeting and records it. Every condition must hold, and is checked again on what the service sent.
/// A bot's age counts from its recording, else from the first thing that is known to have happened to it; a bot without
/// any date never matches -After, -Before or -OlderThan. Times are UTC.
/// </remarks>
/// <example>
/// <code>Get-RecordingBot -Provider Attendee -Status ended, fatal_error -OlderThan 30d</code>
/// <para>Provider Name      Status      CreatedAt        Recordings Id</para>
/// <para>Attendee           ended       2026-01-05 09:00          0 bot_Q1w2E3r4T5y6U7i8</para>
/// <para>Lists the bots whose meeting is over, and that still hold its data.</para>
/// </example>
/// <example>
/// <code>Get-RecordingBot -Provider Recall -Name 'Notetaker*' | Group-Object Status</code>
/// <para>Counts the states; they are the service's own words.</para>
/// </example>
/// <example>
/// <code>Get-RecordingBot -Provider Recall -Id 3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11 | Select-Object -ExpandProperty RecordingIds</code>
/// <para>Shows which recordings one bot made.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, Nouns.Bot, DefaultParameterSetName = ByQuery)]
[OutputType(typeof(RecordingBot))]
public sealed class GetRecordingBotCommand : RecordingCmdlet
{
    private const string ByQuery = "Query";
    private const string ById = "Id";

    /// <summary>Only these services; all connected ones that have bots when left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[] Provider { get; set; } = [];

    /// <summary>Only these connections, by name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string[] Connection { get; set; } = [];

    /// <summary>Reads single bots by the service's own ids, exactly. Needs -Provider.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    public string[] Id { get; set; } = [];

    /// <summary>Created at or after this moment: a date object or ISO-8601 text; local time unless it says otherwise.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [UtcDate]
    public DateTimeOffset? After { get; set; }

    /// <summary>Created before this moment: a date object or ISO-8601 text; local time unless it says otherwise.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [UtcDate]
    public DateTimeOffset? Before { get; set; }

    /// <summary>Older than this age: a TimeSpan object, or 12h, 30d, 4w. At least an hour; never a bare number.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [RetentionAge]
    public TimeSpan? OlderThan { get; set; }

    /// <summary>The name that the bot joined with, with wildcards.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>Only these states, in the service's own words.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    public string[] Status { get; set; } = [];

    /// <summary>Also sessions of apps, which Attendee lists among its bots.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    public SwitchParameter IncludeAppSession { get; set; }

    /// <summary>Conditions under the service's own filter keys. Exact values.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [ArgumentCompleter(typeof(FilterCompleter))]
    public Hashtable Filter { get; set; } = [];

    /// <summary>At most this many, in the service's own order.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == ByQuery)
        {
            Run(() => WriteAll(Session.Engine.ListBotsAsync(MakeQuery(TimeProvider.System.GetUtcNow()), Notices, Stop)));
            return;
        }

        foreach (var id in Id) RunForItem(() => WriteObject(Wait(Session.Engine.GetBotAsync(Reference(id), Notices, Stop))), id);
    }

    private RecordingReference Reference(string id) => Provider.Length == 1
        ? new RecordingReference(Provider[0], Connection.Length == 1 ? Connection[0] : null, "", id)
        : throw new RecordingArgumentException("ProviderAmbiguous", "An id belongs to one service.", "Name it with -Provider.");

    private RecordingQuery MakeQuery(DateTimeOffset now)
    {
        var limit = OlderThan is { } age ? now - age : (DateTimeOffset?)null;
        return new RecordingQuery
        {
            Now = now,
            Providers = Provider,
            Connections = Connection,
            After = After,
            Before = Before is { } before && !(limit < before) ? before : limit,
            Titles = Name,
            Statuses = Status,
            IncludeAppSessions = IncludeAppSession,
            Filter = Filter.Cast<DictionaryEntry>().ToDictionary(
                f => Convert.ToString(f.Key, CultureInfo.InvariantCulture) ?? "", f => Convert.ToString(f.Value, CultureInfo.InvariantCulture) ?? ""),
            First = First,
        };
    }
}
