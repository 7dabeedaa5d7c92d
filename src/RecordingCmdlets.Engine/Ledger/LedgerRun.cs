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

    /// <summary>Items whose outcome is still not certain, after all that was learned later.</summary>
    public long Open { get; private set; }

    /// <summary>Reads the runs of folders and files, and checks each as Test-RecordingAudit does. A ledger that is named twice, or lies there as a copy, is one run.</summary>
    /// <exception cref="AuditException">They cannot be read.</exception>
    public static IReadOnlyList<LedgerRun> Read(IEnumerable<string> paths, Secret? key, CancellationToken stop)
    {
        var runs = new Dictionary<string, LedgerRun>(StringComparer.Ordinal);
        var heads = new HashSet<string>(StringComparer.Ordinal);
        var trusted = new Dictionary<string, bool>(StringComparer.Ordinal);
        LedgerLine header = default;
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var archive in paths.Select(p => new AuditArchive(p)))
        {
            var own = new HashSet<string>(StringComparer.Ordinal);
            foreach (var check in archive.Verify(expectedHead: null, key, Hear))
            {
                // The head tells of every line, the id of the run among them.
                if (!runs.ContainsKey(check.Path) && (!check.IsIntact || check.Head is not { } head || heads.Add(head)))
                {
                    own.Add(check.Path);
                    runs[check.Path] = new LedgerRun(check)
                    {
                        Purpose = header.Text("purpose") ?? "",
                        Time = header.Moment("time"),
                        Operator = header.Text("operator") ?? "",
                        Ticket = header.Text("ticket"),
                        Outcomes = check.IsIntact ? counts : [],
                    };
                }

                (header, counts) = (default, new Dictionary<string, long>(StringComparer.Ordinal));
            }

            // Outcomes of removals come from the joined entries: what was settled later counts as it was settled, where the
            // ledger that says so is intact itself.
            foreach (var entry in archive.ReadEntries(file => IsTrusted(archive, file)))
            {
                stop.ThrowIfCancellationRequested();
                if (!own.Contains(entry.Path) || runs[entry.Path] is not { Check.IsIntact: true } run) continue;
                Count((Dictionary<string, long>)run.Outcomes, entry.Outcome.ToString());
                if (entry.NeedsResolution) run.Open++;
            }
        }

        return [.. runs.Values];

        // It may lie beside the one ledger that was named, and not have been checked yet.
        bool IsTrusted(AuditArchive archive, string file)
        {
            if (runs.TryGetValue(file, out var run)) return run.Check.IsIntact;
            if (!trusted.TryGetValue(file, out var isIntact)) trusted[file] = isIntact = archive.Check(file, expectedHead: null, key, read: null).IsIntact;
            return isIntact;
        }

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
