using RecordingCmdlets.Engine.Ledger;

namespace RecordingCmdlets.Engine.Reporting;

/// <summary>What ledgers tell: what became of what was asked for, and which of them are not as they were written.</summary>
internal sealed class RunSection(ReportFacts facts)
{
    /// <summary>So many runs are shown, the newest; what is not intact is shown in any case.</summary>
    private const int Shown = 25;

    public void Write(HtmlWriter html)
    {
        var broken = facts.Runs.Where(r => !r.Check.IsIntact).ToList();
        if (facts.Runs.Count == 0)
        {
            html.Line($"<p>There are no ledgers.</p>");
            return;
        }

        if (broken.Count > 0)
        {
            html.Line($"<div class=\"alert\"><p><strong>{ReportWords.Plural(broken.Count, "ledger is", "ledgers are")} not intact.</strong> What {(broken.Count == 1 ? "it says" : "they say")} is not counted here.</p><ul>");
            foreach (var run in broken) html.Line($"<li><span class=\"id\">{Path.GetFileName(run.Check.Path)}</span>: {run.Check.State.ToString()}{(run.Check.FirstBrokenLine is { } line ? $", line {ReportWords.Number(line)}" : "")}. {run.Check.Message}</li>");
            html.Line($"</ul></div>");
        }

        WriteOutcomes(html);
        WriteRuns(html);
    }

    private void WriteOutcomes(HtmlWriter html)
    {
        var outcomes = facts.Runs.Where(r => r.Purpose == LedgerPurpose.Removal).SelectMany(r => r.Outcomes)
            .GroupBy(o => o.Key, o => o.Value, StringComparer.Ordinal).Select(g => (Outcome: g.Key, Items: g.Sum())).OrderByDescending(o => o.Items).ThenBy(o => o.Outcome, StringComparer.Ordinal).ToList();
        if (outcomes.Count == 0) return;
        html.Line($"<div class=\"wide\" role=\"region\" aria-labelledby=\"outcomes-caption\" tabindex=\"0\"><table id=\"outcomes-table\" class=\"narrow\"><caption id=\"outcomes-caption\">What became of what was asked to be removed, in all intact ledgers</caption>");
        html.Line($"<thead><tr><th scope=\"col\">Outcome</th><th scope=\"col\" class=\"n\">Items</th><th scope=\"col\">Meaning</th></tr></thead><tbody>");
        foreach (var (outcome, items) in outcomes) html.Line($"<tr><th scope=\"row\">{outcome}</th><td class=\"n\">{items}</td><td class=\"text\">{Meaning(outcome)}</td></tr>");
        html.Line($"</tbody></table></div>");
    }

    private void WriteRuns(HtmlWriter html)
    {
        var newest = facts.Runs.OrderByDescending(r => r.Time ?? DateTimeOffset.MinValue).Take(Shown).ToList();
        html.Line($"<div class=\"wide\" role=\"region\" aria-labelledby=\"runs-caption\" tabindex=\"0\"><table id=\"runs-table\"><caption id=\"runs-caption\">The last {ReportWords.Plural(newest.Count, "run")} of {ReportWords.Number(facts.Runs.Count)}</caption>");
        html.Line($"<thead><tr><th scope=\"col\">Began</th><th scope=\"col\">What</th><th scope=\"col\">Outcomes</th><th scope=\"col\">Ticket</th><th scope=\"col\">By</th><th scope=\"col\">Ledger</th></tr></thead><tbody>");
        foreach (var run in newest)
        {
            html.Write($"<tr><th scope=\"row\">{(run.Time is { } time ? ReportWords.Minute(time) : "–")}</th><td>{What(run.Purpose)}</td><td class=\"text\">{Outcomes(run)}");
            if (run.Open > 0) html.Write($" <span class=\"sub\">{ReportWords.Plural(run.Open, "intent")} without a certain outcome</span>");
            html.Write($"</td><td><bdi>{run.Ticket}</bdi></td><td><bdi>{run.Operator}</bdi></td>");
            html.Line($"<td><span class=\"{(run.Check.IsIntact ? "good" : "bad")}\">{run.Check.State.ToString()}</span> <span class=\"sub id\">{Path.GetFileName(run.Check.Path)}</span>");
            if (run.Check.Head is { } head) html.Write($" <span class=\"sub id\">head {head}</span>");
            html.Line($"</td></tr>");
        }

        html.Line($"</tbody></table></div>");
        html.Line($"<p class=\"remark\">An unbroken chain proves that nothing broke. Compare a head with the one that was given out at the end of its run and kept elsewhere: only that proves that nobody wrote the ledger anew.</p>");
    }

    private static string Outcomes(LedgerRun run) =>
        !run.Check.IsIntact ? "not counted"
        : run.Outcomes.Count == 0 ? "nothing to do"
        : string.Join(", ", run.Outcomes.OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{ReportWords.Number(o.Value)} {o.Key}"));

    private static string What(string purpose) => purpose switch
    {
        LedgerPurpose.Removal => "Removal",
        LedgerPurpose.Resolution => "Resolution",
        LedgerPurpose.Holds => "Holds",
        LedgerPurpose.Plan => "Plan",
        LedgerPurpose.Backup => "Saving",
        _ => "–",
    };

    private static string Meaning(string outcome) => outcome switch
    {
        nameof(RemovalOutcome.Deleted) => "gone for good, by the service's word for it or a later look",
        nameof(RemovalOutcome.Recycled) => "in the service's recycle bin",
        nameof(RemovalOutcome.Accepted) => "accepted by the service, not proved",
        nameof(RemovalOutcome.AlreadyGone) => "gone before the request came",
        nameof(RemovalOutcome.NotFound) => "not known to the service",
        nameof(RemovalOutcome.NotEligible) => "not to be removed in its state",
        nameof(RemovalOutcome.Held) => "kept by a hold",
        nameof(RemovalOutcome.LimitReached) => "kept by the limit on deletions",
        nameof(RemovalOutcome.NotSent) => "nothing was sent",
        nameof(RemovalOutcome.Failed) => "refused, and still there as far as is known",
        nameof(RemovalOutcome.Unknown) => "cannot be known; Resolve-RecordingAudit asks",
        nameof(RemovalOutcome.WouldRemove) => "a trial",
        _ => "",
    };
}
