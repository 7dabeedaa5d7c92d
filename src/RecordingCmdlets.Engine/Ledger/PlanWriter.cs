using System.Globalization;
using System.Text.Json;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>
/// Writes one plan, line by line as it is made, in the format of ledgers, and the same as a table beside it. Both stand
/// under other names until the plan is sealed: a plan that was given up leaves nothing behind.
/// </summary>
internal sealed class PlanWriter : IAsyncDisposable
{
    /// <summary>So many lines may wait for the disk: memory does not grow with the plan.</summary>
    private const int LinesBetweenFlushes = 2048;

    private readonly AuditOptions audit;
    private readonly string path;
    private readonly string part;
    private readonly LedgerWriter writer;
    private readonly PlanTable? table;
    private bool isComplete;
    private long items;

    private PlanWriter(string planId, string path, string part, LedgerWriter writer, PlanTable? table, AuditOptions audit)
    {
        PlanId = planId;
        this.path = path;
        this.part = part;
        this.writer = writer;
        this.table = table;
        this.audit = audit;
    }

    public string PlanId { get; }

    /// <exception cref="PlanException">The plan cannot be written.</exception>
    public static PlanWriter Open(RetentionPlanOptions options, DateTimeOffset now)
    {
        var planId = Guid.NewGuid().ToString("N");
        var path = ChooseFile(options.Path, now, planId);
        var part = $"{path}.{planId[..8]}.part";
        return Guard(path, () =>
        {
            StateFolder.Create(Path.GetDirectoryName(path)!);
            if (File.Exists(path) || (!options.WithoutCsv && File.Exists(PlanTable.PathFor(path)))) throw new IOException("There is a file of that name already.");
            var writer = new LedgerWriter(new FileLedgerSink(part));
            try
            {
                var table = options.WithoutCsv ? null : new PlanTable(path, planId);
                var header = new LedgerHeader(planId, LedgerPurpose.Plan, now, options.Audit);
                writer.Append("header", header, static (json, content) => content.Write(json));
                writer.Append("policy", options.Policy, PlanJson.WritePolicy);
                foreach (var rule in options.Policy.Rules) writer.Append("rule", rule, PlanJson.WriteRule);
                return new PlanWriter(planId, path, part, writer, table, options.Audit);
            }
            catch
            {
                writer.Dispose();
                File.Delete(part);
                throw;
            }
        });
    }

    /// <summary>Says through which connection, and how, a kind is listed.</summary>
    public void Tell(Connection connection, string kind, IReadOnlyList<string> owners)
    {
        writer.Append("connection", connection, RunLedger.WriteConnection);
        writer.Append("listing", (connection.Name, kind, owners), PlanJson.WriteListing);
    }

    /// <summary>Takes a line of the plan, and waits now and then for the disk.</summary>
    public async Task TakeAsync(PlanLine line)
    {
        writer.Append("item", line, PlanJson.WriteItem);
        table?.Add(line);
        if (++items % LinesBetweenFlushes == 0) await writer.FlushAsync();
    }

    /// <summary>Writes what it comes to, seals the plan, and gives both files their names.</summary>
    /// <returns>The head, and the table if there is one.</returns>
    /// <exception cref="PlanException">It cannot be written.</exception>
    public async Task<(string Path, string Head, string? Table)> CompleteAsync(IReadOnlyList<RetentionPlanCount> counts, Action<Utf8JsonWriter> writeTotals)
    {
        foreach (var count in counts) writer.Append("count", count, PlanJson.WriteCount);
        if (table is not null)
        {
            writer.Append("csv", (Name: Path.GetFileName(table.Path), Hash: table.Complete(), items), static (json, content) =>
            {
                json.WriteString("name", content.Name);
                json.WriteString("sha256", content.Hash);
                json.WriteNumber("rows", content.items);
            });
        }

        writer.Append("totals", writeTotals, static (json, write) => write(json));
        await writer.SealAsync(audit.Key);
        writer.Dispose();
        return Guard(path, () =>
        {
            table?.Publish();
            File.Move(part, path);
            isComplete = true;
            return (path, writer.Head, table?.Path);
        });
    }

    public ValueTask DisposeAsync()
    {
        writer.Dispose();
        table?.Dispose();
        if (!isComplete)
        {
            File.Delete(part);
            table?.Withdraw();
        }

        return ValueTask.CompletedTask;
    }

    private static string ChooseFile(string? path, DateTimeOffset now, string planId)
    {
        if (path is not null && path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)) return Path.GetFullPath(path);
        var name = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{planId[..12]}.plan.jsonl");
        return Path.Combine(Path.GetFullPath(path ?? StateFolder.Plans), name);
    }

    private static T Guard<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new PlanException("PlanUnwritable", $"The plan {path} cannot be written: {fault.Message}", "Choose a folder that you may write, or a new file ending in .jsonl.", fault);
        }
    }
}
