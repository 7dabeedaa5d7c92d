using System.Text.Json;
using System.Text.RegularExpressions;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>Checks JSON by a JSON Schema, as far as the schemas here go: a keyword that is not known is an error, and not passed over.</summary>
internal static class SmallSchema
{
    private static readonly HashSet<string> Words = ["$schema", "$id", "$defs", "title", "description", "if", "then", "else"];

    public static bool Takes(JsonElement schema, string json)
    {
        using var document = JsonDocument.Parse(json);
        return Takes(schema, schema, document.RootElement);
    }

    private static bool Takes(JsonElement root, JsonElement schema, JsonElement value)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False) return schema.ValueKind == JsonValueKind.True;
        if (schema.TryGetProperty("if", out var condition)
            && schema.TryGetProperty(Takes(root, condition, value) ? "then" : "else", out var consequence) && !Takes(root, consequence, value)) return false;
        return schema.EnumerateObject().Where(k => !Words.Contains(k.Name)).All(k => Holds(root, schema, k.Name, k.Value, value));
    }

    // A keyword about one type says nothing of a value of another.
    private static bool Holds(JsonElement root, JsonElement schema, string keyword, JsonElement wanted, JsonElement value) => (keyword, value.ValueKind) switch
    {
        ("$ref", _) => Takes(root, root.GetProperty("$defs").GetProperty(wanted.GetString()!.Split('/')[^1]), value),
        ("oneOf", _) => wanted.EnumerateArray().Count(s => Takes(root, s, value)) == 1,
        ("type", _) => IsOf(wanted.GetString()!, value),
        ("const", _) => JsonElement.DeepEquals(wanted, value),
        ("enum", _) => wanted.EnumerateArray().Any(w => JsonElement.DeepEquals(w, value)),
        ("pattern", JsonValueKind.String) => Regex.IsMatch(value.GetString()!, wanted.GetString()!),
        ("minimum", JsonValueKind.Number) => value.GetDouble() >= wanted.GetDouble(),
        ("exclusiveMinimum", JsonValueKind.Number) => value.GetDouble() > wanted.GetDouble(),
        ("maximum", JsonValueKind.Number) => value.GetDouble() <= wanted.GetDouble(),
        ("minItems", JsonValueKind.Array) => value.GetArrayLength() >= wanted.GetInt32(),
        ("maxItems", JsonValueKind.Array) => value.GetArrayLength() <= wanted.GetInt32(),
        ("items", JsonValueKind.Array) => value.EnumerateArray().All(i => Takes(root, wanted, i)),
        ("minProperties", JsonValueKind.Object) => value.EnumerateObject().Count() >= wanted.GetInt32(),
        ("required", JsonValueKind.Object) => wanted.EnumerateArray().All(w => value.TryGetProperty(w.GetString()!, out _)),
        ("properties", JsonValueKind.Object) => value.EnumerateObject().All(p => !wanted.TryGetProperty(p.Name, out var own) || Takes(root, own, p.Value)),
        ("additionalProperties", JsonValueKind.Object) => value.EnumerateObject()
            .All(p => (schema.TryGetProperty("properties", out var own) && own.TryGetProperty(p.Name, out _)) || Takes(root, wanted, p.Value)),
        ("pattern" or "minimum" or "exclusiveMinimum" or "maximum" or "minItems" or "maxItems" or "items" or "minProperties" or "required" or "properties" or "additionalProperties", _) => true,
        _ => throw new NotSupportedException($"The keyword {keyword} is not known here."),
    };

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
        _ => throw new NotSupportedException($"The type {type} is not known here."),
    };
}
