using System.Security.Cryptography;
using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>A listing that a plan was made from.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Owners">The owners it was asked for; empty for the usual one.</param>
internal sealed record PlanListing(string Connection, string Kind, IReadOnlyList<string> Owners);

/// <summary>What a plan removes of one kind over one connection.</summary>
internal sealed class PlanGroup
{
    public long ToRemove { get; set; }

    public DateTimeOffset? Oldest { get; set; }

    public DateTimeOffset? Newest { get; set; }
}

/// <summary>
/// A plan that was read whole, in one pass, and found to be unbroken. Of its items only their hashes are kept: whatever the
/// file says later, nothing else is recognized as an item of the plan.
/// </summary>
internal sealed class PlanFile
{
    private readonly List<RetentionRule> rules = [];
    private readonly List<RetentionPlanCount> counts = [];
    private readonly PlanTally tally = new();
    private readonly List<PlanListing> listings = [];
    private readonly Dictionary<string, (string Provider, ConnectionView View)> connections = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Connection, string Kind), PlanGroup> groups = [];
    private LedgerLine header;
    private LedgerLine policy;
    private LedgerLine totals;
    private LedgerLine csv;
    private readonly Dictionary<string, int> ruleNumbers = new(StringComparer.Ordinal);
    private bool isOdd;

    private PlanFile(string path) => Path = path;

    public string Path { get; }

    public RetentionPlan Plan { get; private set; } = null!;

    public RetentionPolicy Policy { get; private set; } = null!;

    public IReadOnlyList<PlanListing> Listings => listings;

    /// <summary>How the connections were made that the plan was listed over.</summary>
    public IReadOnlyDictionary<string, (string Provider, ConnectionView View)> Connections => connections;

    /// <summary>What is to be removed, kind by kind.</summary>
    public IReadOnlyDictionary<(string Connection, string Kind), PlanGroup> Groups => groups;

    public PlanIndex Index { get; } = new();

    /// <param name="path">The file.</param>
    /// <param name="expectedHead">The hash that was approved; any when null.</param>
    /// <param name="key">The key that its seal must be made with; none is asked for when null.</param>
    /// <param name="hear">Hears each item, kept or removed. What it heard is worth something only once the plan is open.</param>
    /// <exception cref="PlanException">It is no plan, or not whole, or not the approved one.</exception>
    public static PlanFile Open(string path, string? expectedHead, Secret? key, Action<PlanLine>? hear = null)
    {
        var plan = new PlanFile(System.IO.Path.GetFullPath(path));
        AuditVerification found;
        try
        {
            found = LedgerVerifier.Verify(plan.Path, expectedHead: null, key, line =>
            {
                plan.Read(line);
                if (hear is not null && line.Text("type") == "item") hear(PlanJson.ReadItem(line));
            });
        }
        catch (AuditException fault)
        {
            throw new PlanException("PlanUnreadable", $"The plan cannot be read: {fault.Message}", "Check the path and its permissions.", fault);
        }

        if (plan.header.IsObject && plan.header.Text("purpose") != LedgerPurpose.Plan)
            throw new PlanException("PlanUnreadable", $"{plan.Path} is a ledger of another kind and not a plan.", "New-RecordingRetentionPlan makes plans.");
        // A policy that was given for a plan, for instance.
        if (!plan.header.IsObject)
        {
            throw new PlanException(
                "PlanChanged", $"{plan.Path} is no plan, or its first line is not as it was written: {found.Message}", "Nothing is removed by it. New-RecordingRetentionPlan makes plans.");
        }

        // Only a key that was given makes a difference here, and it may be the key that is the wrong one.
        if (found.State == AuditState.Mismatch)
        {
            throw new PlanException(
                "PlanChanged", $"The plan {plan.Path} is not one that was sealed with this key: {found.Message}", "Nothing is removed by it. Give the key that the plan was made with; if it is that one, make a new plan and have it approved.");
        }

        if (found.State != AuditState.Sealed) throw Changed(plan.Path, found.Message);
        if (expectedHead is not null && !string.Equals(expectedHead.Trim(), found.Head, StringComparison.OrdinalIgnoreCase))
        {
            throw new PlanException(
                "PlanHashMismatch", $"{plan.Path} is unbroken, but it is not the plan with that hash.", "Nothing was removed. Give the hash of the plan that was approved, or have this one approved.");
        }

        plan.Conclude(found.Head!);
        plan.CheckTable();
        return plan;
    }

    /// <summary>The items that it removes, read again. Only those in <see cref="Index"/> are of the plan that was verified.</summary>
    /// <exception cref="AuditException">The file cannot be read any more.</exception>
    public IEnumerable<(UInt128 Key, RecordingReference Reference, string? Title, DateTimeOffset? Created)> ReadRemovals() =>
        LedgerReader.ReadLines(Path).Where(PlanJson.SaysRemove).Select(line =>
        {
            var (item, created) = (AuditArchive.ReadReference(line), line.Moment("created"));
            return (PlanIndex.Key(item, created), item, line.Text("title"), created);
        });

    public static PlanException Changed(string path, string how) =>
        new("PlanChanged", $"The plan {path} is not as it was written: {how}", "Nothing more is removed by it. Make a new plan, and have that approved.");

    private void Read(LedgerLine line)
    {
        switch (line.Text("type"))
        {
            case "header":
                header = line;
                break;
            case "policy":
                policy = line;
                break;
            case "rule":
                rules.Add(PlanJson.ReadRule(line));
                isOdd |= !ruleNumbers.TryAdd(rules[^1].Name, rules.Count - 1);
                break;
            case "connection":
                connections[line.Text("connection") ?? ""] =
                    (line.Text("provider") ?? "", new ConnectionView(line.Text("origin"), line.Text("credential"), line.Text("account"), line.Text("role")));
                break;
            case "listing":
                listings.Add(new PlanListing(line.Text("connection") ?? "", line.Text("kind") ?? "", line.Texts("owners")));
                break;
            case "item":
                ReadItem(line);
                break;
            case "count":
                counts.Add(PlanJson.ReadCount(line));
                break;
            case "csv":
                csv = line;
                break;
            case "totals":
                totals = line;
                break;
        }
    }

    private void ReadItem(LedgerLine line)
    {
        var (item, created, isRemoved) = (AuditArchive.ReadReference(line), line.Moment("created"), PlanJson.SaysRemove(line));
        tally.Add(item, line.Text("rule"), isRemoved, line.Integer("size"), created);
        if (!isRemoved) return;
        isOdd |= !ruleNumbers.TryGetValue(line.Text("rule") ?? "", out var rule) || !Index.Add(PlanIndex.Key(item, created), rule);
        if (!groups.TryGetValue((item.Connection ?? "", item.Kind), out var group)) groups[(item.Connection ?? "", item.Kind)] = group = new PlanGroup();
        group.ToRemove++;
        if (!(group.Oldest < created)) group.Oldest = created;
        if (!(group.Newest > created)) group.Newest = created;
    }

    private void Conclude(string head)
    {
        // A chain can be unbroken and hold what no plan holds. Who is asked reads the counts, and the lines are what goes.
        if (!header.IsObject || !policy.IsObject || !totals.IsObject || isOdd || !counts.ToHashSet().SetEquals(tally.Counts) || counts.Count != tally.Counts.Count
            || (totals.Integer("listed"), totals.Integer("remove"), totals.Integer("bytes")) != (tally.Listed, tally.ToRemove, tally.Bytes)
            || (totals.Moment("oldest"), totals.Moment("newest")) != (tally.Oldest, tally.Newest))
            throw Changed(Path, "what it lists and what it counts are not the same.");
        Policy = PlanJson.ReadPolicy(policy, rules);
        Plan = new RetentionPlan
        {
            Path = Path,
            CsvPath = csv.IsObject ? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, csv.Text("name") ?? "") : null,
            Hash = head,
            PlanId = header.Text("run") ?? "",
            CreatedAt = header.Moment("time") ?? throw Changed(Path, "it has no date."),
            Policy = Policy.Name,
            PolicyHash = Policy.Hash,
            Listed = tally.Listed,
            ToRemove = Index.Count,
            BytesToRemove = tally.Bytes,
            Oldest = tally.Oldest,
            Newest = tally.Newest,
            Counts = counts,
            FuseBlown = totals.Text("fuseBlown"),
        };
    }

    // What was approved was perhaps read there.
    private void CheckTable()
    {
        if (Plan.CsvPath is not { } table) return;
        try
        {
            var name = csv.Text("name") ?? "";
            if (name.Length == 0 || name != System.IO.Path.GetFileName(name)) throw Changed(Path, "its table has no name.");
            using var file = new FileStream(table, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (Convert.ToHexString(SHA256.HashData(file)).Equals(csv.Text("sha256"), StringComparison.OrdinalIgnoreCase)) return;
            throw new PlanException(
                "PlanCsvChanged", $"{table} is not the table that belongs to the plan: it was changed since.", "Nothing was removed. Whoever approved the plan may have read another one: make a new plan.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new PlanException(
                "PlanCsvChanged", $"The table {table} that belongs to the plan cannot be read: {fault.Message}", "Keep both files together, or make a plan without a table.", fault);
        }
    }
}
