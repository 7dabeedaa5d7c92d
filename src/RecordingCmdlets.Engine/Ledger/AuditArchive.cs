using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>The ledgers of a folder, or one of them, read as entries or checked.</summary>
internal sealed class AuditArchive(string? path) : IAuditArchive
{
    public string Path { get; } = System.IO.Path.GetFullPath(path ?? StateFolder.Audit);

    private bool IsFile => File.Exists(Path);

    private string Folder => IsFile ? System.IO.Path.GetDirectoryName(Path)! : Path;

    public IEnumerable<AuditEntry> ReadEntries() => ReadEntries(isTrusted: null);

    /// <summary>Reads the entries.</summary>
    /// <param name="isTrusted">Whether a ledger may settle intents of others; all may when null.</param>
    public IEnumerable<AuditEntry> ReadEntries(Func<string, bool>? isTrusted)
    {
        // Ledgers that settle intents of others are read first, wherever the folder has them.
        var resolved = new Dictionary<(string Run, long Line), LedgerLine>();
        foreach (var file in FindFiles(Folder))
            foreach (var line in ReadResolutions(file, isTrusted))
                resolved[(line.Text("of") ?? "", line.Integer("line") ?? 0)] = line;
        foreach (var file in IsFile ? [Path] : FindFiles(Path))
            foreach (var entry in ReadFile(file, resolved))
                yield return entry;
    }

    public IEnumerable<AuditVerification> Verify(string? expectedHead, Secret? key) => Verify(expectedHead, key, read: null);

    /// <summary>Checks each ledger. Each line that is chained to the one before is heard, before the result of its file is given.</summary>
    public IEnumerable<AuditVerification> Verify(string? expectedHead, Secret? key, Action<LedgerLine>? read)
    {
        if (IsFile)
        {
            yield return Check(Path, expectedHead, key, read);
            yield break;
        }

        var files = FindFiles(Path);
        if (expectedHead is not null && files.Count != 1)
            throw new RecordingArgumentException("AuditPathNotOneFile", "An expected head belongs to one ledger file.", "Give -Path the one .jsonl file.");
        foreach (var file in files) yield return Check(file, expectedHead, key, read);
        foreach (var (runId, file, head) in RunIndex.Read(Path))
        {
            var full = System.IO.Path.Combine(Path, file);
            if (File.Exists(full)) continue;
            yield return new AuditVerification
            {
                Path = full,
                RunId = runId,
                State = AuditState.Missing,
                Lines = 0,
                UnresolvedIntents = 0,
                Head = head,
                Message = "A run wrote this ledger here, and it is gone.",
            };
        }
    }

    // A ledger whose end was cut off is still a chain; the head that the run noted beside it tells.
    internal AuditVerification Check(string file, string? expectedHead, Secret? key, Action<LedgerLine>? read)
    {
        var noted = RunIndex.Read(Folder).LastOrDefault(r => r.File == System.IO.Path.GetFileName(file)).Head;
        return LedgerVerifier.Verify(file, expectedHead ?? noted, key, read);
    }

    private List<string> FindFiles(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return path is null
                ? []
                : throw new AuditException("AuditUnreadable", $"There is no file or folder {Path}.", "Check -Path; ledgers end in .jsonl.");
        }

        return [.. Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<LedgerLine> ReadResolutions(string file, Func<string, bool>? isTrusted)
    {
        foreach (var line in LedgerReader.ReadLines(file))
        {
            if (line.Number == 1 && line.Text("purpose") != LedgerPurpose.Resolution) yield break;
            if (line.Number == 1 && isTrusted?.Invoke(file) == false) yield break;
            if (line.Text("type") == "resolved") yield return line;
        }
    }

    private static IEnumerable<AuditEntry> ReadFile(string file, Dictionary<(string Run, long Line), LedgerLine> resolved)
    {
        LedgerLine header = default;
        var connections = new Dictionary<string, LedgerLine>(StringComparer.OrdinalIgnoreCase);
        var open = new SortedDictionary<long, LedgerLine>();
        foreach (var line in LedgerReader.ReadLines(file))
        {
            switch (line.Text("type"))
            {
                case "header":
                    header = line;
                    break;
                case "connection":
                    connections[line.Text("connection") ?? ""] = line;
                    break;
                case "intent":
                    open[line.Number] = line;
                    break;
                case "outcome":
                    LedgerLine? intent = line.Integer("intent") is { } number && open.Remove(number, out var found) ? found : null;
                    yield return Make(intent, line);
                    break;
            }
        }

        foreach (var intent in open.Values) yield return Make(intent, null);

        AuditEntry Make(LedgerLine? intent, LedgerLine? outcome)
        {
            var shown = outcome ?? intent!.Value;
            var run = header.Text("run") ?? "";
            var connection = connections.GetValueOrDefault(shown.Text("connection") ?? "");
            // What a later look learned counts only where the run itself did not know.
            var isOpen = outcome?.Text("outcome") is null or nameof(RemovalOutcome.Unknown) or nameof(RemovalOutcome.Accepted);
            var settled = isOpen && intent is { } asked && resolved.TryGetValue((run, asked.Number), out var later) ? later : outcome;
            return new AuditEntry
            {
                RunId = run,
                Time = (settled ?? shown).Moment("time") ?? default,
                IntentTime = intent?.Moment("time"),
                Reference = ReadReference(shown),
                Outcome = Enum.TryParse<RemovalOutcome>(settled?.Text("outcome"), out var known) ? known : RemovalOutcome.Unknown,
                Evidence = Enum.TryParse<RemovalEvidence>(settled?.Text("evidence"), out var evidence) ? evidence : RemovalEvidence.None,
                Reason = settled is null ? "The ledger ends before an outcome." : settled.Value.Text("reason") ?? "",
                StatusCode = (int?)settled?.Integer("status"),
                CorrelationId = settled?.Text("request"),
                Operator = header.Text("operator") ?? "",
                Ticket = header.Text("ticket"),
                Path = file,
                Line = intent?.Number ?? shown.Number,
                Action = Enum.TryParse<RemovalAction>(intent?.Text("action"), out var action) ? action : RemovalAction.Delete,
                WasListed = intent?.Flag("listed") ?? false,
                Origin = connection.Text("origin"),
                CredentialFingerprint = connection.Text("credential"),
                AccountId = connection.Text("account"),
                Role = connection.Text("role"),
            };
        }
    }

    internal static RecordingReference ReadReference(LedgerLine line) => new(
        line.Text("provider") ?? "", line.Text("connection"), line.Text("kind") ?? RecordingKinds.Recording, line.Text("id") ?? "", line.Text("owner"), line.Text("site"));
}
