using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RecordingCmdlets.Sandbox;

/// <summary>How all rooms write JSON.</summary>
internal static class RoomJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        // As services write it: a plus sign is a plus sign. Checks are off, since RawOverride may hold anything.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Anything that is a document of its own.</summary>
    public static ReadOnlyMemory<byte> Document(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using Utf8JsonWriter json = new(buffer, Options);
        write(json);
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>A text; left out when it is null, unless nulls are sent.</summary>
    public static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value, bool explicitNulls)
    {
        if (value is not null || explicitNulls) json.WriteString(name, value);
    }

    /// <summary>A number with its decimals; left out when it is null, unless nulls are sent.</summary>
    public static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? value, bool explicitNulls)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else if (explicitNulls) json.WriteNull(name);
    }
}
