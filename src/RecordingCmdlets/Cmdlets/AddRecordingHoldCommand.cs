using System.Management.Automation;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Sets a hold: what it covers is not deleted by this module.</summary>
/// <remarks>
/// Every condition that is given must match for the hold to cover an item. Where a service does not tell enough to rule a
/// hold out, the item counts as held. Holds live in one file that is written atomically; each change has its own ledger.
/// </remarks>
/// <example>
/// <code>Add-RecordingHold -Participant '*@example.com' -After 2026-01-01 -Ticket LEGAL-7 -Reason 'Discovery'</code>
/// <para>HoldId       Ticket       Covers                                               CreatedBy  Date (UTC)</para>
/// <para>4f1c09ab77de LEGAL-7      participant *@example.com, since 2026-01-01 00:00 UTC ana        2026-03-02</para>
/// </example>
/// <example>
/// <code>Get-Recording -Provider Telnyx -First 1 | Add-RecordingHold -Ticket LEGAL-8</code>
/// <para>Holds one recording.</para>
/// </example>
/// <example>
/// <code>Add-RecordingHold -Provider Telnyx -Title '*+15550100*' -Ticket LEGAL-9 -WhatIf</code>
/// <para>What if: Performing the operation "Add hold" on target "title *+15550100*, provider Telnyx (LEGAL-9)".</para>
/// </example>
[Cmdlet(VerbsCommon.Add, Nouns.Hold, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = ByCondition)]
[OutputType(typeof(Hold))]
public sealed class AddRecordingHoldCommand : HoldCmdlet
{
    private const string ByCondition = "Condition";
    private const string ByObject = "InputObject";

    /// <summary>A recording to hold, from Get-Recording or a row with Provider and Id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>Only this service.</summary>
    [Parameter(ParameterSetName = ByCondition)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Provider { get; set; }

    /// <summary>Only this connection.</summary>
    [Parameter(ParameterSetName = ByCondition)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Connection { get; set; }

    /// <summary>Only this kind.</summary>
    [Parameter(ParameterSetName = ByCondition)]
    [ArgumentCompleter(typeof(KindCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Kind { get; set; }

    /// <summary>Only this id; needs -Provider.</summary>
    [Parameter(ParameterSetName = ByCondition)]
    [ArgumentCompleter(typeof(ItemIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Id { get; set; }

    /// <summary>Owner, host or participant, with wildcards.</summary>
    [Parameter(ParameterSetName = ByCondition)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Participant { get; set; }

    /// <summary>The title, with wildcards.</summary>
    [Parameter(ParameterSetName = ByCondition)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>Created at or after this moment.</summary>
    [Parameter(ParameterSetName = ByCondition)]
    [UtcDate]
    public DateTimeOffset? After { get; set; }

    /// <summary>Created before this moment.</summary>
    [Parameter(ParameterSetName = ByCondition)]
    [UtcDate]
    public DateTimeOffset? Before { get; set; }

    /// <summary>Covers everything; the one way to set a hold without a condition.</summary>
    [Parameter(ParameterSetName = ByCondition)]
    public SwitchParameter All { get; set; }

    /// <summary>The ticket or case that asks for the hold.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Ticket { get; set; } = "";

    /// <summary>Why.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunForItem(
        () =>
        {
            var item = ParameterSetName == ByObject ? RemovalTargets.Read(InputObject, forBots: true).Reference : null;
            // A row need not name a kind; then the id is kept whatever it is of.
            var kind = item is null ? Kind : item.Kind.Length > 0 ? item.Kind : null;
            CheckNames(item?.Provider ?? Provider, kind);
            var hold = new Hold
            {
                HoldId = Guid.NewGuid().ToString("N")[..12],
                Ticket = Ticket,
                Reason = Reason,
                CreatedBy = Environment.UserName,
                CreatedAt = TimeProvider.System.GetUtcNow(),
                Provider = item?.Provider ?? Provider,
                Connection = item is null ? Connection : null,
                Kind = kind,
                Id = item?.Id ?? Id,
                Participant = Participant,
                Title = Title,
                After = After,
                Before = Before,
                All = All,
            };
            if (!ShouldProcess(PlainText.Of($"{hold.Covers} ({hold.Ticket})"), "Add hold")) return;
            Book.Add(hold, Audit(Reason, Ticket));
            WriteObject(hold);
        },
        InputObject);

    // A hold on a misspelt service would cover nothing.
    private void CheckNames(string? provider, string? kind)
    {
        if (provider is null) return;
        var known = Session.Engine.GetProviders().FirstOrDefault(p => string.Equals(p.Name, provider, StringComparison.OrdinalIgnoreCase))
            ?? throw new RecordingArgumentException("ProviderUnknown", $"There is no service named '{provider}'.", "Get-RecordingProvider lists them.");
        if (kind is not null && !known.Kinds.Contains(kind, StringComparer.OrdinalIgnoreCase))
            throw new RecordingArgumentException("RecordingKindMismatch", $"{known.Name} has no kind '{kind}'.", $"It has: {string.Join(", ", known.Kinds)}.");
    }
}
