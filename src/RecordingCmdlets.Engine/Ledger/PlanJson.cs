using System.Globalization;
using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>The lines of a plan. It holds all of its policy, so that it can be applied without the policy file.</summary>
internal static class PlanJson
{
    public static void WritePolicy(Utf8JsonWriter json, RetentionPolicy policy)
    {
        json.WriteString("path", policy.Path);
        json.WriteString("sha256", policy.Hash);
        json.WriteString("name", policy.Name);
        LedgerHeader.WriteIfKnown(json, "reason", policy.Reason);
        LedgerHeader.WriteIfKnown(json, "ticket", policy.Ticket);
        WriteFuse(json, policy.Fuse);
    }

    public static RetentionPolicy ReadPolicy(LedgerLine line, IReadOnlyList<RetentionRule> rules) => new()
    {
        Path = line.Text("path") ?? "",
        Hash = line.Text("sha256") ?? "",
        Name = line.Text("name") ?? "",
        Reason = line.Text("reason"),
        Ticket = line.Text("ticket"),
        Fuse = ReadFuse(line) ?? new RetentionFuse(null, null),
        Rules = rules,
    };

    public static void WriteRule(Utf8JsonWriter json, RetentionRule rule)
    {
        json.WriteString("name", rule.Name);
        json.WriteString("action", rule.Action.ToString());
        WriteTexts(json, "providers", rule.Providers);
        WriteTexts(json, "connections", rule.Connections);
        WriteTexts(json, "kinds", rule.Kinds);
        WriteTexts(json, "titles", rule.Titles);
        WriteTexts(json, "owners", rule.Owners);
        WriteTexts(json, "unlessTags", rule.UnlessTags);
        if (rule.Metadata.Count > 0)
        {
            json.WriteStartObject("metadata");
            foreach (var (key, pattern) in rule.Metadata) json.WriteString(key, pattern);
            json.WriteEndObject();
        }

        WriteSpan(json, "minimumDuration", rule.MinimumDuration);
        WriteSpan(json, "maximumDuration", rule.MaximumDuration);
        WriteSpan(json, "olderThan", rule.OlderThan);
        if (rule.UnlessActionItem) json.WriteBoolean("unlessActionItem", true);
        if (rule.Fuse is { } fuse) WriteFuse(json, fuse);
        if (rule.Reason is { } reason) json.WriteString("reason", reason);
        if (rule.Backup is not { } backup) return;
        json.WriteStartObject("backup");
        json.WriteString("path", backup.Path);
        json.WriteString("include", backup.Include.ToString());
        json.WriteString("name", backup.NameTemplate);
        json.WriteNumber("throttle", backup.ThrottleLimit);
        json.WriteEndObject();
    }

    public static RetentionRule ReadRule(LedgerLine line) => new()
    {
        Name = line.Text("name") ?? "",
        Action = Enum.TryParse<RetentionAction>(line.Text("action"), out var action) ? action : RetentionAction.Keep,
        Providers = line.Texts("providers"),
        Connections = line.Texts("connections"),
        Kinds = line.Texts("kinds"),
        Titles = line.Texts("titles"),
        Owners = line.Texts("owners"),
        UnlessTags = line.Texts("unlessTags"),
        Metadata = line.Member("metadata") is { ValueKind: JsonValueKind.Object } metadata
            ? metadata.EnumerateObject().ToDictionary(m => m.Name, m => JsonValues.Text(m.Value) ?? "", StringComparer.Ordinal)
            : new Dictionary<string, string>(),
        MinimumDuration = line.Span("minimumDuration"),
        MaximumDuration = line.Span("maximumDuration"),
        OlderThan = line.Span("olderThan"),
        UnlessActionItem = line.Flag("unlessActionItem"),
        Fuse = ReadFuse(line),
        Reason = line.Text("reason"),
        Backup = line.Member("backup") is { ValueKind: JsonValueKind.Object } backup
            ? new ArchiveOptions
            {
                Path = JsonValues.Text(backup, "path") ?? "",
                Include = Enum.TryParse<ArchiveParts>(JsonValues.Text(backup, "include"), out var parts) ? parts : ArchiveParts.None,
                NameTemplate = JsonValues.Text(backup, "name") ?? "",
                ThrottleLimit = JsonValues.Member(backup, "throttle") is { ValueKind: JsonValueKind.Number } limit && limit.TryGetInt32(out var number) ? number : 1,
            }
            : null,
    };

    public static void WriteListing(Utf8JsonWriter json, (string Connection, string Kind, IReadOnlyList<string> Owners) listing)
    {
        json.WriteString("connection", listing.Connection);
        json.WriteString("kind", listing.Kind);
        WriteTexts(json, "owners", listing.Owners);
    }

    public static void WriteItem(Utf8JsonWriter json, PlanLine line)
    {
        json.WriteString("decision", Word(line.Decision));
        RunLedger.WriteReference(json, line.Reference);
        if (line.Rule is not null) json.WriteString("rule", line.Rule);
        WriteTexts(json, "reasons", [.. line.Reasons.Select(LedgerHeader.Cut)]);
        LedgerHeader.WriteIfKnown(json, "title", line.Title);
        if (line.CreatedAt is { } created) json.WriteString("created", Moment(created));
        WriteSpan(json, "duration", line.Duration);
        if (line.SizeBytes is { } size) json.WriteNumber("size", size);
    }

    public static PlanLine ReadItem(LedgerLine line) => new()
    {
        Reference = AuditArchive.ReadReference(line),
        Decision = SaysRemove(line) ? PlanDecision.Remove : PlanDecision.Keep,
        Reasons = line.Texts("reasons"),
        Rule = line.Text("rule"),
        Title = line.Text("title"),
        CreatedAt = line.Moment("created"),
        Duration = line.Span("duration"),
        SizeBytes = line.Integer("size"),
    };

    public static bool SaysRemove(LedgerLine line) => line.Text("type") == "item" && line.Text("decision") == Word(PlanDecision.Remove);

    public static void WriteCount(Utf8JsonWriter json, RetentionPlanCount count)
    {
        json.WriteString("provider", count.Provider);
        json.WriteString("connection", count.Connection);
        json.WriteString("kind", count.Kind);
        json.WriteString("rule", count.Rule);
        json.WriteNumber("listed", count.Listed);
        json.WriteNumber("remove", count.ToRemove);
        json.WriteNumber("bytes", count.BytesToRemove);
    }

    public static RetentionPlanCount ReadCount(LedgerLine line) => new(
        line.Text("provider") ?? "", line.Text("connection") ?? "", line.Text("kind") ?? "", line.Text("rule") ?? "",
        line.Integer("listed") ?? 0, line.Integer("remove") ?? 0, line.Integer("bytes") ?? 0);

    /// <summary>To the tick: the date is part of what an item is recognized by.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string Word(PlanDecision decision) => decision == PlanDecision.Remove ? "remove" : "keep";

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyCollection<string> texts)
    {
        if (texts.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteSpan(Utf8JsonWriter json, string name, TimeSpan? span)
    {
        if (span is { } known) json.WriteString(name, known.ToString("c", CultureInfo.InvariantCulture));
    }

    private static void WriteFuse(Utf8JsonWriter json, RetentionFuse fuse)
    {
        json.WriteStartObject("fuse");
        if (fuse.Maximum is { } maximum) json.WriteNumber("maximum", maximum);
        if (fuse.MaximumShare is { } share) json.WriteNumber("maximumShare", share);
        json.WriteEndObject();
    }

    private static RetentionFuse? ReadFuse(LedgerLine line) => line.Member("fuse") is { ValueKind: JsonValueKind.Object } fuse
        ? new RetentionFuse(
            JsonValues.Member(fuse, "maximum") is { ValueKind: JsonValueKind.Number } maximum && maximum.TryGetInt32(out var number) ? number : null,
            JsonValues.Member(fuse, "maximumShare") is { ValueKind: JsonValueKind.Number } share && share.TryGetDouble(out var part) ? part : null)
        : null;
}
