using System.Globalization;
using System.Text.Json;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>The ledger of one run, in the words of a run. Without a file when the operator goes without.</summary>
internal sealed class RunLedger : IAsyncDisposable
{
    private readonly LedgerWriter? writer;
    private readonly RunIndex? index;
    private readonly AuditOptions audit;
    private readonly TimeProvider time;
    private bool isBroken;
    private Task<AuditException?>? closed;
    private readonly HashSet<string> connectionsTold = new(StringComparer.Ordinal);

    private RunLedger(string runId, LedgerWriter? writer, RunIndex? index, AuditOptions audit, TimeProvider time)
    {
        RunId = runId;
        this.writer = writer;
        this.index = index;
        this.audit = audit;
        this.time = time;
    }

    public string RunId { get; }

    public string? Path => writer?.Path;

    /// <summary>The head to give out; null without a ledger, or when its end could not be written.</summary>
    public string? Head => isBroken ? null : writer?.Head;

    /// <summary>Opens a new ledger; its header is durable when this returns.</summary>
    /// <exception cref="AuditException">The ledger cannot be written, so nothing may be deleted.</exception>
    public static async Task<RunLedger> OpenAsync(
        string purpose, AuditOptions audit, TimeProvider time, Func<LedgerHeader, LedgerHeader>? complete = null, Func<string, ILedgerSink>? openSink = null)
    {
        var now = time.GetUtcNow();
        var runId = Guid.NewGuid().ToString("N");
        if (audit.IsDisabled) return new RunLedger(runId, null, null, audit, time);
        var path = audit.Path == AuditOptions.StandardOutput ? AuditOptions.StandardOutput : ChooseFile(audit.Path, now, runId);
        try
        {
            LedgerWriter writer;
            RunIndex? index = null;
            if (path == AuditOptions.StandardOutput)
            {
                writer = new LedgerWriter(new StandardOutputLedgerSink());
            }
            else
            {
                StateFolder.Create(System.IO.Path.GetDirectoryName(path)!);
                writer = new LedgerWriter((openSink ?? (static file => new FileLedgerSink(file)))(path));
                index = new RunIndex(System.IO.Path.GetDirectoryName(path)!, time);
            }

            var header = new LedgerHeader(runId, purpose, now, audit);
            writer.Append("header", complete?.Invoke(header) ?? header, static (json, content) => content.Write(json));
            await writer.FlushAsync();
            if (index is not null) await index.RecordOpenAsync(runId, path);
            return new RunLedger(runId, writer, index, audit, time);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new AuditException(
                "AuditUnavailable",
                $"The ledger {path} cannot be written: {fault.Message}",
                "Nothing was deleted. Choose a folder that you may write with -AuditPath.",
                fault);
        }
    }

    /// <summary>Says once how a connection was made that intents are about to name. Never a secret.</summary>
    public void TellConnection(Connection connection)
    {
        if (writer is null) return;
        lock (connectionsTold)
            if (!connectionsTold.Add(connection.Name)) return;
        writer.Append("connection", connection, WriteConnection);
    }

    /// <summary>Notes that a request for this item is about to leave.</summary>
    /// <param name="item">The item.</param>
    /// <param name="wasListed">Whether this process had seen it on that connection, which is what makes a later 404 a proof.</param>
    /// <param name="action">What is to be done with it.</param>
    /// <param name="reason">Why, where the item has a reason of its own.</param>
    /// <returns>The number of the line; the outcome points to it.</returns>
    public long Intend(RecordingReference item, bool wasListed, RemovalAction action = RemovalAction.Delete, string? reason = null) =>
        writer?.Append("intent", (item, wasListed, action, reason, Now: time.GetUtcNow()), static (json, content) =>
        {
            json.WriteString("time", content.Now.UtcDateTime);
            WriteReference(json, content.item);
            if (content.action != RemovalAction.Delete) json.WriteString("action", content.action.ToString());
            if (content.wasListed) json.WriteBoolean("listed", true);
            LedgerHeader.WriteIfKnown(json, "reason", content.reason);
        }) ?? 0;

    /// <summary>Notes what became of an item.</summary>
    /// <param name="result">The result.</param>
    /// <param name="intent">The line of its intent; 0 when none was written, because nothing was to be sent.</param>
    public void Settle(RemovalResult result, long intent) =>
        writer?.Append("outcome", (result, intent), static (json, content) =>
        {
            json.WriteString("time", content.result.Time.UtcDateTime);
            if (content.intent > 0) json.WriteNumber("intent", content.intent);
            WriteReference(json, content.result.Reference);
            WriteOutcome(json, content.result.Outcome, content.result.Evidence, content.result.Reason, content.result.StatusCode, content.result.CorrelationId);
            if (content.result.Attempts > 0) json.WriteNumber("attempts", content.result.Attempts);
        });

    /// <summary>Notes what a later look learned about an intent of another ledger.</summary>
    public long Resolve(AuditEntry entry) =>
        writer?.Append("resolved", entry, static (json, content) =>
        {
            json.WriteString("time", content.Time.UtcDateTime);
            json.WriteString("of", content.RunId);
            json.WriteNumber("line", content.Line);
            WriteReference(json, content.Reference);
            WriteOutcome(json, content.Outcome, content.Evidence, content.Reason, content.StatusCode, content.CorrelationId);
        }) ?? 0;

    /// <summary>Notes a file that is on disk under its name.</summary>
    public void NoteFile(SavedFile file) =>
        writer?.Append("file", (file, Now: time.GetUtcNow()), static (json, content) =>
        {
            var file = content.file;
            json.WriteString("time", content.Now.UtcDateTime);
            WriteReference(json, file.Item.Reference);
            json.WriteString("part", file.Part.ToString());
            json.WriteNumber("files", file.Files);
            if (file.Label.Length > 0) json.WriteString("label", LedgerHeader.Cut(file.Label));
            if (file.Basis.Length > 0) json.WriteString("basis", file.Basis);
            json.WriteString("path", file.Path);
            json.WriteNumber("size", file.SizeBytes);
            json.WriteString("sha256", file.Sha256);
            if (file.Item.CreatedAt is { } created) json.WriteString("created", created.UtcDateTime);
            if (file.Item.Duration is { } duration) json.WriteNumber("seconds", duration.TotalSeconds);
        });

    /// <summary>Notes what became of saving an item.</summary>
    public void NoteSaved(ArchiveResult result) =>
        writer?.Append("saved", (result, Now: time.GetUtcNow()), static (json, content) =>
        {
            json.WriteString("time", content.Now.UtcDateTime);
            WriteReference(json, content.result.Reference);
            json.WriteString("outcome", content.result.Outcome.ToString());
            if (content.result.Reason.Length > 0) json.WriteString("reason", LedgerHeader.Cut(content.result.Reason));
        });

    /// <summary>Notes that the holds in force changed, or that a hold was added or removed.</summary>
    public void NoteHolds(string type, string? holdId, string? ticket, string hash, int count) =>
        writer?.Append(type, (holdId, ticket, hash, count, Now: time.GetUtcNow()), static (json, content) =>
        {
            json.WriteString("time", content.Now.UtcDateTime);
            LedgerHeader.WriteIfKnown(json, "hold", content.holdId);
            LedgerHeader.WriteIfKnown(json, "ticket", content.ticket);
            json.WriteString("sha256", content.hash);
            json.WriteNumber("count", content.count);
        });

    public Task FlushAsync() => writer?.FlushAsync() ?? Task.CompletedTask;

    /// <summary>Seals the ledger. One that cannot be written any more stays without a seal, and has no head to give out.</summary>
    /// <returns>Why the end could not be written; null when it was.</returns>
    public Task<AuditException?> CloseAsync() => closed ??= CloseOnceAsync();

    private async Task<AuditException?> CloseOnceAsync()
    {
        if (writer is null) return null;
        try
        {
            await writer.SealAsync(audit.Key);
            if (index is not null) await index.RecordCloseAsync(RunId, writer.Path, writer.Head);
            return null;
        }
        catch (AuditException fault)
        {
            isBroken = true;
            return fault;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new AuditException("AuditUnavailable", $"The ledger {Path} is whole, but its end could not be noted beside it: {fault.Message}", "Keep its head; check the folder.", fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        writer?.Dispose();
    }

    /// <summary>The folder that ledgers with these options are in; null where they are not kept on disk.</summary>
    public static string? FolderOf(AuditOptions audit) =>
        audit.Path == AuditOptions.StandardOutput ? null
        : audit.Path is { } path && path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) ? System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))
        : System.IO.Path.GetFullPath(audit.Path ?? StateFolder.Audit);

    private static string ChooseFile(string? path, DateTimeOffset now, string runId)
    {
        if (path is not null && path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)) return System.IO.Path.GetFullPath(path);
        var name = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{runId[..12]}.jsonl");
        return System.IO.Path.Combine(System.IO.Path.GetFullPath(path ?? StateFolder.Audit), name);
    }

    /// <summary>How a connection was made. Never a secret.</summary>
    public static void WriteConnection(Utf8JsonWriter json, Connection connection)
    {
        json.WriteString("connection", connection.Name);
        json.WriteString("provider", connection.Provider.Name);
        var view = connection.View;
        json.WriteString("origin", view.Address);
        json.WriteString("credential", view.Credential);
        LedgerHeader.WriteIfKnown(json, "account", view.AccountId);
        LedgerHeader.WriteIfKnown(json, "role", view.Role);
        if (connection.BaseUri is { Scheme: "http", IsLoopback: false }) json.WriteBoolean("unencrypted", true);
    }

    public static void WriteReference(Utf8JsonWriter json, RecordingReference item)
    {
        json.WriteString("provider", LedgerHeader.Cut(item.Provider));
        LedgerHeader.WriteIfKnown(json, "connection", item.Connection);
        json.WriteString("kind", LedgerHeader.Cut(item.Kind));
        json.WriteString("id", LedgerHeader.Cut(item.Id));
        LedgerHeader.WriteIfKnown(json, "owner", item.Owner);
        LedgerHeader.WriteIfKnown(json, "site", item.Site);
    }

    private static void WriteOutcome(
        Utf8JsonWriter json, RemovalOutcome outcome, RemovalEvidence evidence, string reason, int? status, string? correlation)
    {
        json.WriteString("outcome", outcome.ToString());
        json.WriteString("evidence", evidence.ToString());
        if (reason.Length > 0) json.WriteString("reason", LedgerHeader.Cut(reason));
        if (status is { } code) json.WriteNumber("status", code);
        LedgerHeader.WriteIfKnown(json, "request", correlation);
    }
}

/// <summary>A file of a saved item, as its manifest tells it.</summary>
/// <param name="Item">What the service says of the item.</param>
/// <param name="Part">What of the item it holds.</param>
/// <param name="Files">How many files that part has.</param>
/// <param name="Label">What tells it from the others.</param>
/// <param name="Path">The path below the folder, with slashes.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, hex.</param>
/// <param name="Basis">What it depends on beside the item: a later run that differs in it saves anew.</param>
internal sealed record SavedFile(Recording Item, ArchiveParts Part, int Files, string Label, string Path, long SizeBytes, string Sha256, string Basis);
