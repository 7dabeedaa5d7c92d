using System.Collections.ObjectModel;
using System.Text.Json;

namespace RecordingCmdlets.Engine.Json;

/// <summary>Turns a service's record into what PowerShell likes to look at: dictionaries, lists, numbers and text.</summary>
internal static class ServiceDictionary
{
    public static IReadOnlyDictionary<string, object?> Read(byte[] record, IReadOnlySet<string> hidden)
    {
        using var document = JsonDocument.Parse(record);
        return ReadObject(document.RootElement, hidden);
    }

    // PowerShell looks through an interface at what is behind it, so that must be read-only too.
    private static ReadOnlyDictionary<string, object?> ReadObject(JsonElement element, IReadOnlySet<string> hidden)
    {
        var members = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in element.EnumerateObject())
            if (JsonValues.Name(property) is { } name && !hidden.Contains(name)) members[name] = ReadValue(property.Value, hidden);
        return members.AsReadOnly();
    }

    private static object? ReadValue(JsonElement value, IReadOnlySet<string> hidden) => value.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(value, hidden),
        JsonValueKind.Array => value.EnumerateArray().Select(item => ReadValue(item, hidden)).ToArray(),
        JsonValueKind.String => JsonValues.Text(value),
        JsonValueKind.Number => ReadNumber(value),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    // Not one conditional expression: its type would be double, and every whole number would lose its last digits.
    private static object ReadNumber(JsonElement value)
    {
        if (value.TryGetInt64(out var whole)) return whole;
        return value.GetDouble();
    }
}
