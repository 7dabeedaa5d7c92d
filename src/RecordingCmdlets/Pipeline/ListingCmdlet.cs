using System.Collections;
using System.Globalization;
using System.Management.Automation;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Completion;

namespace RecordingCmdlets.Pipeline;

/// <summary>What the cmdlets share that list what services hold: where to look, how old, and how much.</summary>
public abstract class ListingCmdlet : RecordingCmdlet
{
    private protected const string ByQuery = "Query";
    private protected const string ById = "Id";

    /// <summary>Only these services; all connected ones when left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Provider { get; set; } = [];

    /// <summary>Only these connections, by name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Connection { get; set; } = [];

    /// <summary>Reads single items by the service's own ids, exactly. Needs -Provider unless only one service is connected.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [ArgumentCompleter(typeof(ItemIdCompleter))]
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

    /// <summary>Only these states, in the service's own words. For recordings, 'deleted' lists the recycle bin, where a service has one.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [ArgumentCompleter(typeof(StatusCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Status { get; set; } = [];

    /// <summary>Also what sessions of apps captured, which Attendee lists among its bots.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    public SwitchParameter IncludeAppSession { get; set; }

    /// <summary>Conditions under the service's own filter keys, such as @{ connection_id = '...' }. Exact values.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [ArgumentCompleter(typeof(FilterCompleter))]
    [ValidateNotNullOrEmpty]
    public Hashtable Filter { get; set; } = [];

    /// <summary>At most this many, in the service's own order, newest first as a rule.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; }

    /// <summary>The query that these parameters make; what a command adds, it adds here.</summary>
    private protected virtual RecordingQuery MakeQuery()
    {
        var now = TimeProvider.System.GetUtcNow();
        var limit = OlderThan is { } age ? now - age : (DateTimeOffset?)null;
        var before = Before is { } given && !(limit < given) ? given : limit;
        if (After >= before) WriteWarning("Nothing can match: -After is not before -Before, or nothing since then is that old.");
        return new RecordingQuery
        {
            Now = now,
            Providers = Provider,
            Connections = Connection,
            After = After,
            Before = before,
            Statuses = Status,
            IncludeAppSessions = IncludeAppSession,
            Filter = Filter.Cast<DictionaryEntry>().ToDictionary(f => Text(f.Key), f => Text(f.Value)),
            First = First,
        };
    }

    /// <summary>The identity of one item that is named by its id.</summary>
    private protected RecordingReference Reference(string id, string kind = "", string? owner = null)
    {
        var open = Session.Engine.GetProviders().Where(p => p.Connections.Count > 0).Select(p => p.Name).ToList();
        var provider = Provider.Length == 1 ? Provider[0] : Provider.Length == 0 && open.Count == 1 ? open[0] : null;
        return new RecordingReference(
            provider ?? throw new RecordingArgumentException("ProviderAmbiguous", "An id belongs to one service.", "Name it with -Provider."),
            Connection.Length == 1 ? Connection[0] : null,
            kind,
            id,
            owner);
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
