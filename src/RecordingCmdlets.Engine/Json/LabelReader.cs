using System.Text.Json;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Json;

/// <summary>Reads the metadata and tags of a record, each as often as it stands there: none may hide behind another.</summary>
internal static class LabelReader
{
    public static RecordingLabels Read(byte[] record, LabelDeclaration declaration)
    {
        using var document = JsonDocument.Parse(record);
        var pairs = new List<KeyValuePair<string, string?>>();
        var tags = new List<string>();
        var isComplete = true;
        foreach (var path in declaration.Metadata)
            foreach (var found in Find(document.RootElement, path)) ReadPairs(found);
        foreach (var path in declaration.Tags)
            foreach (var found in Find(document.RootElement, path)) ReadTags(found);
        return new RecordingLabels(pairs, tags, isComplete);

        void ReadPairs(JsonElement found)
        {
            if (found.ValueKind == JsonValueKind.Null) return;
            isComplete &= found.ValueKind == JsonValueKind.Object;
            if (found.ValueKind != JsonValueKind.Object) return;
            foreach (var property in found.EnumerateObject())
            {
                if (JsonValues.Name(property) is { } name) pairs.Add(new(name, Value(property.Value)));
                else isComplete = false;
            }
        }

        void ReadTags(JsonElement found)
        {
            if (found.ValueKind == JsonValueKind.Null) return;
            isComplete &= found.ValueKind == JsonValueKind.Array;
            if (found.ValueKind != JsonValueKind.Array) return;
            foreach (var item in found.EnumerateArray())
            {
                if (Value(item) is { } tag) tags.Add(tag);
                else isComplete = false;
            }
        }
    }

    private static string? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonValues.Text(value),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>What stands at a path, null where nothing does for certain; an undefined element where it cannot be told.</summary>
    private static List<JsonElement> Find(JsonElement root, LabelPath path)
    {
        List<JsonElement> here = [root];
        foreach (var step in path.Steps) here = [.. here.SelectMany(e => Step(e, step, path.MayBeAbsent))];
        return here;
    }

    private static List<JsonElement> Step(JsonElement element, string name, bool mayBeAbsent)
    {
        if (element.ValueKind is JsonValueKind.Null) return [element];
        if (element.ValueKind is JsonValueKind.Array) return [.. element.EnumerateArray().SelectMany(e => Step(e, name, mayBeAbsent))];
        if (element.ValueKind is not JsonValueKind.Object) return [default];
        List<JsonElement> found = [.. element.EnumerateObject().Where(p => JsonValues.Name(p) == name).Select(p => p.Value)];
        return found.Count > 0 || mayBeAbsent ? found : [default];
    }
}
