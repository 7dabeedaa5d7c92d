using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>What earlier runs of a plan did, by their ledgers: a run that was interrupted is gone on with by another one.</summary>
internal sealed class PlanHistory
{
    private readonly List<string> runs = [];
    private readonly PlanIndex gone = new();
    private readonly Dictionary<UInt128, AuditEntry> open = [];

    /// <param name="audit">Where ledgers are written, and so where earlier ones are.</param>
    /// <param name="head">The head of the plan.</param>
    /// <param name="runId">The run that asks.</param>
    public static PlanHistory Read(AuditOptions audit, string head, string runId)
    {
        var history = new PlanHistory();
        if (RunLedger.FolderOf(audit) is not { } folder || !Directory.Exists(folder)) return history;
        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            var header = LedgerReader.ReadLines(file).FirstOrDefault();
            if (header.Text("run") is not { } run || run == runId || JsonValues.Text(header.Member("plan"), "head") != head) continue;
            // One that was changed proves nothing.
            if (LedgerVerifier.Verify(file, expectedHead: null, key: null).IsIntact) history.Take(file, run);
        }

        return history;
    }

    /// <summary>The run that removed an item; null when none is known to have.</summary>
    public string? WhoRemoved(RecordingReference item) => gone.TryTake(PlanIndex.Key(item, null), out var run) ? runs[run] : null;

    /// <summary>What a run asked for and did not learn the end of; null when there is none.</summary>
    public AuditEntry? FindOpen(RecordingReference item) => open.GetValueOrDefault(PlanIndex.Key(item, null));

    private void Take(string file, string run)
    {
        runs.Add(run);
        foreach (var entry in new AuditArchive(file).ReadEntries())
        {
            var key = PlanIndex.Key(entry.Reference, null);
            if (entry.NeedsResolution) open[key] = entry;
            else if (entry.Outcome is RemovalOutcome.Deleted or RemovalOutcome.Recycled or RemovalOutcome.AlreadyGone && gone.Add(key, runs.Count - 1)) open.Remove(key);
        }
    }
}
