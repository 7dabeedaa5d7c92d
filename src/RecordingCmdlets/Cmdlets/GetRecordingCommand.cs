using System.Management.Automation;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Lists recordings of the connected services, one object each.</summary>
/// <remarks>
/// Every condition must hold, and is checked again on what the service sent. A recording without a date never matches
/// -After, -Before or -OlderThan. Recordings may be deleted while they are listed, also by the same pipeline: none is
/// skipped and none comes twice. To make that hold, the service is asked for what was created up to now: a recording
/// that carries no date at all is not listed, and is read with -Id only. Select-Object -First stops the asking. Times are UTC; ages count from CreatedAt.
/// </remarks>
/// <example>
/// <code>Get-Recording -Provider Telnyx -OlderThan 90d</code>
/// <para>Provider Title                         Date (UTC)   Age    Size Id</para>
/// <para>Telnyx   +15550100 to +15550111        2026-01-05   98d         3fa85f64-5717-4562-b3fc-2c963f66afa6</para>
/// <para>Lists what is older than 90 days.</para>
/// </example>
/// <example>
/// <code>Get-Recording -Provider Telnyx -Filter @{ connection_id = '175237942907135762' } | Measure-Object { $_.Duration.TotalMinutes } -Sum</code>
/// <para>Adds up the minutes. Uses one of the service's own filter keys; Get-RecordingProvider lists them.</para>
/// </example>
/// <example>
/// <code>Get-Recording -Provider Telnyx -Id 3fa85f64-5717-4562-b3fc-2c963f66afa6 | Select-Object -ExpandProperty Service</code>
/// <para>Shows one recording under the service's own field names, without passwords and signed links.</para>
/// </example>
/// <example>
/// <code>Get-Recording -Provider Vonage -Kind OnDemand -Owner 745249 -MaxDuration 30s</code>
/// <para>Lists one user's own recordings of at most half a minute. Where recordings are listed by user, others are named exactly.</para>
/// </example>
/// <example>
/// <code>Get-Recording -Provider Webex -Status deleted</code>
/// <para>Lists what is in the recycle bin.</para>
/// </example>
/// <example>
/// <code>Get-Recording -OlderThan 1y</code>
/// <para>Get-Recording: Cannot process argument transformation on parameter 'OlderThan'. '1y' is not an age. Write a whole number and a unit: 12h, 30d or 4w.</para>
/// <para>An age always names its unit, so that 30 cannot be taken for something else.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, Nouns.Recording, DefaultParameterSetName = ByQuery)]
[OutputType(typeof(Recording))]
public sealed class GetRecordingCommand : ListingCmdlet
{
    /// <summary>The title, with wildcards.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Title { get; set; } = [];

    /// <summary>The owner (host, user), with wildcards; exactly one with -Id, where the service needs it to find the item.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Owner { get; set; } = [];

    /// <summary>Only these kinds.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KindCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Kind { get; set; } = [];

    /// <summary>Only this site, where a service has sites.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [ValidateNotNullOrEmpty]
    public string? Site { get; set; }

    /// <summary>At least this long: 90s, 15m, 2h or a TimeSpan object. What has no duration does not match.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [Duration]
    public TimeSpan? MinDuration { get; set; }

    /// <summary>At most this long: 30s, 15m, 2h or a TimeSpan object. What has no duration does not match.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [Duration]
    public TimeSpan? MaxDuration { get; set; }

    private protected override RecordingQuery MakeQuery() => base.MakeQuery() with
    {
        Titles = Title,
        Owners = Owner,
        Kinds = Kind,
        Site = Site,
        MinimumDuration = MinDuration,
        MaximumDuration = MaxDuration,
    };

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == ByQuery)
        {
            if (MinDuration > MaxDuration) WriteWarning("Nothing can match: -MinDuration is more than -MaxDuration.");
            Run(() => Each(Session.Engine.ListAsync(MakeQuery(), Notices, Stop), Show));
            return;
        }

        var (kind, owner) = (Kind.Length == 1 ? Kind[0] : "", Owner.Length == 1 ? Owner[0] : null);
        foreach (var id in Id) RunForItem(() => Show(Wait(Session.Engine.GetAsync(Reference(id, kind, owner), Notices, Stop))), id);
    }

    private void Show(Recording recording)
    {
        Session.Recent.Note(recording);
        WriteObject(recording);
    }
}
