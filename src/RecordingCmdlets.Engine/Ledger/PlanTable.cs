using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>A plan as a table for people and spreadsheets. The plan knows its hash, so what was read there is what was approved.</summary>
internal sealed class PlanTable : IDisposable
{
    private const int WriteAt = 64 * 1024;
    private const string Head = "Decision,Provider,Connection,Kind,Id,Owner,Site,Title,Created,Duration,SizeBytes,Rule,Reasons\r\n";

    private readonly FileStream file;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly StringBuilder rows = new(WriteAt);
    private readonly string part;
    private bool isPublished;

    public PlanTable(string plan, string planId)
    {
        Path = PathFor(plan);
        part = $"{Path}.{planId[..8]}.part";
        file = StateFolder.OpenForWriting(part, FileMode.CreateNew, FileShare.Read);
        // Without the mark a spreadsheet takes the letters for those of its own country.
        rows.Append('\uFEFF').Append(Head);
    }

    public string Path { get; }

    public static string PathFor(string plan) => System.IO.Path.ChangeExtension(plan, ".csv");

    public void Add(PlanLine line)
    {
        rows.Append(line.Decision == PlanDecision.Remove ? "remove" : "keep");
        foreach (var cell in (ReadOnlySpan<string?>)[line.Provider, line.Connection, line.Kind, line.Id, line.Owner, line.Site, line.Title]) Add(cell);
        Add(line.CreatedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Add(line.Duration?.ToString("c", CultureInfo.InvariantCulture));
        Add(line.SizeBytes?.ToString(CultureInfo.InvariantCulture));
        Add(line.Rule);
        Add(string.Join(' ', line.Reasons));
        rows.Append("\r\n");
        if (rows.Length >= WriteAt) Write();
    }

    /// <summary>Ends the table.</summary>
    /// <returns>SHA-256 of the file, hex.</returns>
    public string Complete()
    {
        Write();
        file.Flush(flushToDisk: true);
        file.Dispose();
        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
    }

    /// <summary>Gives the file its name.</summary>
    public void Publish()
    {
        File.Move(part, Path);
        isPublished = true;
    }

    /// <summary>Takes the file away again.</summary>
    public void Withdraw() => File.Delete(isPublished ? Path : part);

    public void Dispose()
    {
        file.Dispose();
        hash.Dispose();
    }

    /// <summary>A text as a cell that is read as text, and never as a formula.</summary>
    internal static string Cell(string? text)
    {
        var plain = PlainText.Of(text);
        if (plain.Length > 0 && (plain.TrimStart() is [('=' or '+' or '-' or '@'), ..] || text![0] is '\t' or '\r')) plain = $"'{plain}";
        return plain.AsSpan().IndexOfAny(",\"\r\n") >= 0 || plain != plain.Trim() ? $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : plain;
    }

    private void Add(string? text) => rows.Append(',').Append(Cell(text));

    private void Write()
    {
        var bytes = Encoding.UTF8.GetBytes(rows.ToString());
        rows.Clear();
        hash.AppendData(bytes);
        file.Write(bytes);
    }
}
