using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Removal;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Reporting;

/// <inheritdoc cref="IReportRun"/>
internal sealed class ReportRun : IReportRun
{
    private readonly ReportFacts facts;
    private readonly ReplacedFile page;
    private ReplacedFile? tableFile;
    private ReportTable? table;

    private ReportRun(ReportFacts facts, ReplacedFile page)
    {
        this.facts = facts;
        this.page = page;
    }

    /// <exception cref="RecordingException">A source cannot be used, or the report cannot be written.</exception>
    public static ReportRun Begin(ReportOptions options, TimeProvider time, CancellationToken stop)
    {
        if (!options.HasListing && options is { PlanPath: null, HoldPath: null, AuditPaths.Count: 0 })
        {
            throw new RecordingArgumentException(
                "ReportSourceMissing", "There is nothing to report on.", "Pipe in what Get-Recording lists, or name a plan, ledgers or a holds file.");
        }

        var path = Path.GetFullPath(options.Path);
        if (Path.GetExtension(path).ToLowerInvariant() is not (".html" or ".htm"))
            throw new RecordingArgumentException("ReportPathUnsupported", $"{path} does not end in .html.", "Give a file ending in .html: the table beside it takes its name.");
        // Whatever it is called: the report would take the place of what it was made from.
        foreach (var source in (string?[])[options.PlanPath, options.HoldPath])
            if (source is not null && string.Equals(path, Path.GetFullPath(source), StringComparison.OrdinalIgnoreCase))
                throw new ReportException("ReportExists", $"{path} is what the report would be made from.", "Give the report a name of its own.");
        var facts = new ReportFacts(options, time.GetUtcNow(), new HoldBook(options.HoldPath, time).ReadSet(mustExist: options.HoldPath is not null));
        var run = new ReportRun(facts, Open(path, options));
        try
        {
            run.ReadPlan(stop);
            facts.Runs = LedgerRun.Read(options.AuditPaths, options.Key, stop);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    public void Add(Recording recording)
    {
        var row = ReportRow.Of(recording);
        if (facts.Plan is { } plan && plan.Index.TryTake(PlanIndex.Key(row.Reference, row.CreatedAt), out var rule))
            row = row with { IsToGo = true, Why = $"Rule '{plan.Policy.Rules[rule].Name}'." };
        var (verdict, hold) = facts.Holds.Judge(row.Reference, recording);
        Add(row with { Held = verdict, HoldTicket = hold?.Ticket });
    }

    public void Add(RecordingBot bot) => Add(bot.Media);

    public Task<IReadOnlyList<string>> CompleteAsync() => Task.Run(Complete);

    public void Dispose()
    {
        page.Dispose();
        tableFile?.Dispose();
    }

    private void ReadPlan(CancellationToken stop)
    {
        if (facts.Options.PlanPath is not { } path) return;
        // Without a listing, the items are those that the plan was made from.
        facts.Plan = PlanFile.Open(path, expectedHead: null, facts.Options.Key, line =>
        {
            stop.ThrowIfCancellationRequested();
            if (!facts.Options.HasListing) Add(ReportRow.Of(line));
        });
    }

    private void Add(ReportRow row) => Guard(page.Path, () =>
    {
        row = row with { Number = facts.Rows.Count };
        // The first row that the page has no room for: from here on all go into a table, with those before it first.
        if (table is null && facts.Rows.Count == facts.Options.MaximumRows) BeginTable();
        facts.Add(row);
        table?.Add(row);
        return true;
    });

    private void BeginTable()
    {
        var path = ReportTable.PathFor(page.Path);
        RequireFree(path);
        tableFile = Open(path, facts.Options);
        table = new ReportTable(tableFile);
        table.Begin();
        foreach (var row in facts.Rows.Rows.OrderBy(r => r.Number)) table.Add(row);
    }

    // Its name was chosen by nobody, and what is there may be anything: the table of a plan, for instance.
    private void RequireFree(string path)
    {
        if (facts.Options.PlanPath is { } plan && string.Equals(path, PlanTable.PathFor(Path.GetFullPath(plan)), StringComparison.OrdinalIgnoreCase))
            throw new ReportException("ReportExists", $"{path} belongs to the plan, and the report needs a table of that name.", "Give the report another name than the plan, or allow more rows with -MaxRow.");
        if (facts.Options.Force || !File.Exists(path) || ReplacedFile.BeginsWith(path, ReportTable.Head)) return;
        throw new ReportException(
            "ReportExists", $"The report needs a table beside it, and {path} is none of a report.", "Give the report another name, allow more rows with -MaxRow, or replace the file with -Force.");
    }

    private IReadOnlyList<string> Complete() => Guard<IReadOnlyList<string>>(page.Path, () =>
    {
        new ReportPage(facts, tableFile is null ? null : Path.GetFileName(tableFile.Path)).Write(page.Writer);
        // The table first: no page points to one that is not there.
        tableFile?.Publish();
        page.Publish();
        return tableFile is null ? [page.Path] : [page.Path, tableFile.Path];
    });

    private static ReplacedFile Open(string path, ReportOptions options) => Guard(path, () =>
    {
        if (File.Exists(path) && options.NoClobber)
            throw new ReportException("ReportExists", $"There is a file {path} already.", "Give another name, or leave -NoClobber away to replace it.");
        if (ReplacedFile.IsReadOnly(path) && !options.Force)
            throw new ReportException("ReportExists", $"There is a file {path} that may not be written.", "Give another name, or replace it with -Force.");
        return new ReplacedFile(path, !options.NoClobber);
    });

    private static T Guard<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ReportException("ReportUnwritable", $"The report {path} cannot be written: {fault.Message}", "Choose a file in a folder that is there and that you may write.", fault);
        }
    }
}
