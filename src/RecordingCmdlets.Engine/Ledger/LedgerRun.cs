namespace RecordingCmdlets.Engine.Ledger;

/// <summary>What one ledger tells of its run, for people.</summary>
/// <param name="Check">What the file is worth.</param>
internal sealed record LedgerRun(AuditVerification Check)
{
    public string Purpose { get; init; } = "";

    public DateTimeOffset? Time { get; init; }

    public string Operator { get; init; } = "";

    public string? Ticket { get; init; }

    /// <summary>How many items ended how, in the words of the ledger. Empty where the file is not intact: what it says counts for nothing.</summary>
    public IReadOnlyDictionary<string, long> Outcomes { get; init; } = new Dictionary<string, long>();

    /// <summary>Reads the runs of a folder or file, and checks each as Test-RecordingAudit does.</summary>
    /// <exception cref="AuditException">They cannot be read.</exception>
    public static IReadOnlyList<LedgerRun> Read(AuditArchive archive, Secret? key, CancellationToken stop)
    {
        var runs = new Dictionary<string, LedgerRun>(StringComparer.Ordinal);
        LedgerLine header = default;
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var check in archive.Verify(expectedHead: null, key, Hear))
        {
            runs[check.Path] = new LedgerRun(check)
            {
                Purpose = header.Text("purpose") ?? "",
                Time = header.Moment("time"),
                Operator = header.Text("operator") ?? "",
                Ticket = header.Text("ticket"),
                Outcomes = check.IsIntact ? counts : [],
            };
            (header, counts) = (default, new Dictionary<string, long>(StringComparer.Ordinal));
        }

        // Outcomes of removals come from the joined entries: what was settled later counts as it was settled.
        foreach (var entry in archive.ReadEntries())
        {
            stop.ThrowIfCancellationRequested();
            if (runs.TryGetValue(entry.Path, out var run) && run.Check.IsIntact) Count((Dictionary<string, long>)run.Outcomes, entry.Outcome.ToString());
        }

        return [.. runs.Values];

        void Hear(LedgerLine line)
        {
            stop.ThrowIfCancellationRequested();
            switch (line.Text("type"))
            {
                case "header":
                    header = line;
                    break;
                case "saved" or "resolved":
                    Count(counts, line.Text("outcome") ?? "");
                    break;
                case "hold-added" or "hold-removed":
                    Count(counts, line.Text("type") == "hold-added" ? "Hold added" : "Hold removed");
                    break;
            }
        }
    }

    private static void Count(Dictionary<string, long> counts, string what) => counts[what] = counts.GetValueOrDefault(what) + 1;
}
