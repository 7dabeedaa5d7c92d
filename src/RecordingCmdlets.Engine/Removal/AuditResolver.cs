using System.Runtime.CompilerServices;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Ledger;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>
/// Settles intents whose outcome was not learned: asks the service whether the item is there, and writes the answer to a
/// ledger of its own. Sends nothing that changes anything.
/// </summary>
internal sealed class AuditResolver(ConnectionBook book, TimeProvider time)
{
    public async IAsyncEnumerable<AuditEntry> ResolveAsync(
        IEnumerable<AuditEntry> entries, AuditOptions audit, CallScope scope, [EnumeratorCancellation] CancellationToken cancellation)
    {
        RunLedger? ledger = null;
        try
        {
            foreach (var entry in entries.Where(e => e.NeedsResolution))
            {
                cancellation.ThrowIfCancellationRequested();
                ledger ??= await RunLedger.OpenAsync(LedgerPurpose.Resolution, audit, time);
                var learned = await AskAsync(entry, scope);
                ledger.Resolve(learned);
                await ledger.FlushAsync();
                yield return learned;
            }
        }
        finally
        {
            if (ledger is not null) await ledger.DisposeAsync();
        }
    }

    /// <summary>Asks about one entry; nothing is written.</summary>
    public async Task<AuditEntry> AskAsync(AuditEntry entry, CallScope scope)
    {
        try
        {
            var connection = book.Resolve(entry.Reference, scope.Notices);
            var resource = connection.RequireResource(entry.Kind, static _ => true);
            Connection.RequireValid(resource, entry.Reference);
            var method = resource.For(entry.Action) ?? throw RecycleBin.Unsupported(connection);
            var facts = await connection.GetAsync(resource, entry.Reference, scope);
            // Another account's, another role's or another server's answer would prove nothing.
            var isSameView = connection.View == new ConnectionView(entry.Origin, entry.CredentialFingerprint, entry.AccountId, entry.Role);
            if (facts is not null)
            {
                if (!method.IsGone(facts) && method is { LeavesTrace: false, ProofStatus: null } && method.WhyNotEligible(facts) is { } changed)
                    return With(entry, RemovalOutcome.Unknown, RemovalEvidence.None, $"It is not as it was: {changed}", 200);
                if (!method.IsGone(facts)) return With(entry, RemovalOutcome.Failed, RemovalEvidence.ReadBack, "It is still there.", 200);
                return method.NeedsNoRequest?.Invoke(facts) == false
                    ? With(entry, RemovalOutcome.Unknown, RemovalEvidence.None, "The service shows it as removed, but may have done so before the run and still hold the rest.", 200)
                    : With(entry, RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack, "The service shows it as removed.", 200);
            }

            if (!isSameView)
                return With(entry, RemovalOutcome.Unknown, RemovalEvidence.None, "The service does not know it, but was asked with another credential, in another role or at another address than the run used.", 404);
            if (!resource.IsInSight(entry.Reference) || method.IsProvedByListing)
                return With(entry, RemovalOutcome.Unknown, RemovalEvidence.None, "The service does not show it, but it might be there and out of sight: look for it in a listing.", 404);
            if (method.LeavesTrace)
                return With(entry, RemovalOutcome.NotFound, RemovalEvidence.ReadBack, "The service does not know it, although it goes on showing what it removed.", 404);
            return entry.WasListed
                ? With(entry, RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack, "It was listed in the run and is gone now.", 404)
                : With(entry, RemovalOutcome.NotFound, RemovalEvidence.ReadBack, "The service does not know it; the run had not seen it before.", 404);
        }
        catch (RecordingException fault) when (fault is not RecordingAuthenticationException)
        {
            return With(entry, RemovalOutcome.Unknown, RemovalEvidence.None, $"It could not be asked about: {fault.Message}", fault.StatusCode);
        }
    }

    private AuditEntry With(AuditEntry entry, RemovalOutcome outcome, RemovalEvidence evidence, string reason, int? status) => new()
    {
        RunId = entry.RunId,
        Time = time.GetUtcNow(),
        IntentTime = entry.IntentTime,
        Reference = entry.Reference,
        Action = entry.Action,
        Outcome = outcome,
        Evidence = evidence,
        Reason = reason,
        StatusCode = status,
        Operator = entry.Operator,
        Ticket = entry.Ticket,
        Path = entry.Path,
        Line = entry.Line,
        WasListed = entry.WasListed,
        Origin = entry.Origin,
        CredentialFingerprint = entry.CredentialFingerprint,
        AccountId = entry.AccountId,
        Role = entry.Role,
    };
}
