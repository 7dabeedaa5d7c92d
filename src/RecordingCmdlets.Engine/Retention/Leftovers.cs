using System.Collections.Concurrent;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Removal;

namespace RecordingCmdlets.Engine.Retention;

/// <summary>
/// What a plan removes and no listing shows any more. No deletion is sent for what is only a line of a file: an earlier run of
/// the plan may have removed it, else it is read, and only what is there is decided on like everything that was listed.
/// </summary>
internal sealed class Leftovers(
    PlanFile file,
    PlanHistory history,
    RetentionTools tools,
    IReadOnlyDictionary<string, Connection> connections,
    RemovalRun removal,
    ConcurrentDictionary<string, RecordingException> unlisted,
    Func<Recording, RetentionRule, bool, Task> remove)
{
    private readonly ConcurrentDictionary<string, bool> told = new(StringComparer.OrdinalIgnoreCase);

    public async Task SettleAsync(int width)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, width) };
        await Parallel.ForEachAsync(file.ReadRemovals(), parallel, async (line, _) =>
        {
            if (!file.Index.TryTake(line.Key, out var rule)) return;
            try
            {
                await SettleAsync(line.Reference, line.Created, file.Policy.Rules[rule]);
            }
            catch (OperationCanceledException)
            {
                removal.Report(line.Reference, null, OutcomeRules.NotSent(removal.StopReason));
            }
            catch (RecordingException fault)
            {
                removal.Report(line.Reference, null, new Settlement(
                    RemovalOutcome.Failed, RemovalEvidence.None, $"It was not listed any more and could not be looked at, so nothing was sent to remove it: {fault.Message}", fault));
            }
        });
    }

    private async Task SettleAsync(RecordingReference item, DateTimeOffset? created, RetentionRule rule)
    {
        if (history.WhoRemoved(item) is { } run)
        {
            removal.Report(item, null, new Settlement(RemovalOutcome.AlreadyGone, RemovalEvidence.Inferred, $"The run {run} of this plan removed it."));
            return;
        }

        if (removal.Stop.IsCancellationRequested)
        {
            removal.Report(item, null, OutcomeRules.NotSent(removal.StopReason));
            return;
        }

        var connection = connections[item.Connection ?? ""];
        if (unlisted.TryGetValue(connection.Name, out var fault))
        {
            // One error for the connection, and not one for each of its items.
            removal.Report(item, null, new Settlement(
                RemovalOutcome.NotSent, RemovalEvidence.None, $"The items could not be listed again: {fault.Message}", told.TryAdd(connection.Name, true) ? fault : null));
            return;
        }

        if (history.FindOpen(item) is { } entry && await new AuditResolver(tools.Book, tools.Time).AskAsync(entry, removal.Scope) is { Outcome: RemovalOutcome.AlreadyGone } learned)
        {
            removal.Report(item, null, new Settlement(learned.Outcome, learned.Evidence, $"The run {entry.RunId} of this plan asked for it, and it is gone now."));
            return;
        }

        var resource = connection.RequireResource(item.Kind, static _ => true);
        Connection.RequireValid(resource, item);
        var facts = await connection.GetAsync(resource, item, removal.Scope);
        if (facts is null)
        {
            removal.Report(item, null, new Settlement(
                RemovalOutcome.NotFound, RemovalEvidence.ReadBack, "It was listed when the plan was made; the service does not know it any more, and nothing tells who removed it."));
        }
        else if (facts.CreatedAt != created)
        {
            removal.Report(item, facts, new Settlement(RemovalOutcome.NotEligible, RemovalEvidence.None, "It is not as it was when it was planned: its date is another."));
        }
        else if ((facts.Reference.Owner ?? item.Owner, facts.Reference.Site ?? item.Site) != (item.Owner, item.Site))
        {
            removal.Report(item, facts, new Settlement(RemovalOutcome.NotEligible, RemovalEvidence.None, "It is not as it was when it was planned: its owner or site is another."));
        }
        else
        {
            await remove(facts, rule, !resource.IsListedAsRecording);
        }
    }
}
