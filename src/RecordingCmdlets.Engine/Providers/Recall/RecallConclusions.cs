using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Recall;

/// <summary>
/// The legacy answer about a meeting (RCL-E11). Nothing of it is documented but that there may be a list of action items, so
/// texts and objects are taken alike, and what cannot be read is left to <see cref="BotIntelligence.Service"/>.
/// </summary>
internal static class RecallConclusions
{
    private static readonly string[] TextNames = ["text", "content", "description", "title", "name", "topic", "summary"];
    private static readonly string[] OwnerNames = ["owner", "assignee", "speaker"];

    public static BotIntelligence Read(RecordingReference bot, ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("It is no object.");
        return new BotIntelligence
        {
            Reference = bot,
            IsAvailable = true,
            ActionItems = [.. JsonValues.Items(root, "action_items").Select(Item).OfType<BotActionItem>()],
            Topics = [.. JsonValues.Items(root, "topics").Select(Words).OfType<string>()],
            Summary = JsonValues.Member(root, "summary") is { } summary ? Words(summary) : null,
            Service = ServiceDictionary.Read(answer.ToArray(), RecallJson.Bots.Hidden),
        };
    }

    private static BotActionItem? Item(JsonElement item) => Words(item) is { } text ? new BotActionItem(text, First(item, OwnerNames)) : null;

    private static string? Words(JsonElement value) => Known(JsonValues.Text(value)) ?? First(value, TextNames);

    private static string? First(JsonElement value, string[] names) =>
        names.Select(name => JsonValues.Member(value, name) is { } member ? Known(JsonValues.Text(member) ?? JsonValues.Text(member, "name")) : null).FirstOrDefault(text => text is not null);

    private static string? Known(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
