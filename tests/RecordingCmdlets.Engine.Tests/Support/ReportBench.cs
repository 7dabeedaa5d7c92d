using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Reporting;
using RecordingCmdlets.Engine.Retention;

namespace RecordingCmdlets.Engine.Tests.Support;

/// <summary>A folder with what reports are made from: items, a plan of them, ledgers and holds. The same at every run.</summary>
internal sealed class ReportBench : IDisposable
{
    public const string Limit = "90d";

    private const string Holds = """
        {"format":"recordingcmdlets-holds/1","holds":[
          {"holdId":"4f1c09ab77de","ticket":"LEGAL-7","reason":"Dispute over the contract of March","createdBy":"ana","createdAt":"2026-02-02T09:00:00Z","participant":"*@partner.example"},
          {"holdId":"a07be2c411f0","ticket":"LEGAL-9 <img src=x onerror=alert(1)>","createdBy":"ben","createdAt":"2026-02-20T09:00:00Z","provider":"Webex","title":"*Board*"}]}
        """;

    /// <summary>What somebody may call a meeting.</summary>
    private static readonly string[] HostileTitles =
    [
        "<script>document.title='owned'</script>", "\" onmouseover=\"alert(1)", "</style></title><h1>owned</h1>", "\u202egnp.exe\u202c", "مراجعة العقد مع المورّد", "line\r\nbreak\u001b[31m",
        "<!-- --><base href=//evil.invalid>", "=HYPERLINK(\"http://evil.invalid\")", new string('W', 300),
    ];

    private static readonly string[] Titles = ["Weekly review", "Support call", "Board meeting", "Interview", "Planning of the quarter", "Call +1 555 0100 to +1 555 0199"];

    private readonly TempFolder folder = new();

    public ReportBench(int items = 240)
    {
        Items = [.. Enumerable.Range(0, items).Select(Make)];
        File.WriteAllText(HoldPath, Holds);
    }

    public ManualTime Time { get; } = new();

    public DateTimeOffset Now => Time.GetUtcNow();

    public IReadOnlyList<Recording> Items { get; }

    public string HoldPath => folder.File("holds.json");

    public string AuditPath => folder.File("audit");

    public string ReportPath => folder.File("report.html");

    public string FolderPath => folder.Path;

    public ReportOptions Options => new() { Path = ReportPath, HoldPath = HoldPath };

    /// <summary>Makes a report of items.</summary>
    public async Task<IReadOnlyList<string>> ReportAsync(ReportOptions options, IEnumerable<Recording> items)
    {
        using var run = ReportRun.Begin(options, Time, CancellationToken.None);
        foreach (var item in items) run.Add(item);
        return await run.CompleteAsync();
    }

    /// <summary>A plan that removes what is older than the limit at two of the services.</summary>
    public async Task<RetentionPlan> PlanAsync()
    {
        var rule = new RetentionRule { Name = "old calls", Providers = ["Telnyx", "Webex"], OlderThan = RetentionAge.Parse(Limit), Action = RetentionAction.Delete };
        var policy = new RetentionPolicy { Path = folder.File("policy.json"), Hash = new string('5', 64), Name = "retention", Rules = [rule] };
        await using var writer = PlanWriter.Open(new RetentionPlanOptions { Policy = policy, Path = folder.File("march.jsonl") }, Now);
        var draft = new PlanDraft(writer, null);
        foreach (var item in Items)
        {
            var age = Now - item.CreatedAt;
            var goes = item.Provider is "Telnyx" or "Webex" && age > rule.OlderThan;
            await draft.TakeAsync(
                new PlanLine
                {
                    Reference = item.Reference,
                    Decision = goes ? PlanDecision.Remove : PlanDecision.Keep,
                    Reasons = [goes ? "Older than 90 days." : item.Provider is "Telnyx" or "Webex" ? "Not older than 90 days." : "No rule selects it."],
                    Rule = item.Provider is "Telnyx" or "Webex" ? rule.Name : null,
                    Title = item.Title,
                    CreatedAt = item.CreatedAt,
                    SizeBytes = item.SizeBytes,
                },
                CancellationToken.None);
        }

        return await draft.CompleteAsync(policy, Now);
    }

    /// <summary>A ledger with so many deletions, failures and open intents.</summary>
    /// <returns>The file.</returns>
    public async Task<string> RunAsync(int deleted, int failed = 0, int unknown = 0, string? ticket = "CHG-1042")
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        await using var ledger = await RunLedger.OpenAsync(LedgerPurpose.Removal, new AuditOptions { Path = AuditPath, Ticket = ticket }, Time);
        var outcomes = Enumerable.Repeat(RemovalOutcome.Deleted, deleted).Concat(Enumerable.Repeat(RemovalOutcome.Failed, failed)).Concat(Enumerable.Repeat(RemovalOutcome.Unknown, unknown));
        foreach (var (outcome, i) in outcomes.Select((o, i) => (o, i)))
        {
            var item = Items[i].Reference;
            var intent = ledger.Intend(item, wasListed: true);
            ledger.Settle(new RemovalResult { RunId = ledger.RunId, Reference = item, Outcome = outcome, Evidence = RemovalEvidence.Response, Time = Now }, intent);
        }

        return ledger.Path!;
    }

    public void Dispose() => folder.Dispose();

    private Recording Make(int i)
    {
        var provider = ((string[])["Telnyx", "Webex", "Vonage", "Recall", "Attendee"])[i * 7 % 23 % 5];
        return new Recording
        {
            Provider = provider,
            Connection = provider == "Webex" ? "emea" : provider,
            Kind = provider switch { "Vonage" => RecordingKinds.Company, "Attendee" => RecordingKinds.BotMedia, _ => RecordingKinds.Recording },
            Id = $"{provider.ToLowerInvariant()}-{i:d6}",
            Title = i < HostileTitles.Length ? HostileTitles[i] : i % 17 == 0 ? null : $"{Titles[i % Titles.Length]} {i}",
            Owner = i % 3 == 0 ? $"ana{i % 7}@partner.example" : i % 3 == 1 ? "ben@example.com" : null,
            CreatedAt = i % 29 == 28 ? null : Now.AddHours(-(5 + (i * 37L % 241 * i % 17001))),
            Duration = TimeSpan.FromSeconds(30 + (i * 97 % 5400)),
            SizeBytes = provider is "Webex" or "Telnyx" ? 1_000_000L + (i * 7_919_231L % 900_000_000) : null,
            Status = i % 13 == 0 ? "processing" : "completed",
            NamesAllParticipants = i % 4 != 0,
        };
    }
}
