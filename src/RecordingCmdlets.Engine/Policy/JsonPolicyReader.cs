using System.Text;
using System.Text.Json;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>Reads JSON into a tree that knows the place of everything in it. Plain JSON: no comments, no trailing commas.</summary>
internal static class JsonPolicyReader
{
    /// <exception cref="PolicySyntaxException">The text is no JSON.</exception>
    public static PolicyNode Read(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var places = new Places(bytes);
        var reader = new Utf8JsonReader(bytes);
        try
        {
            reader.Read();
            var root = ReadValue(ref reader, places);
            reader.Read(); // What follows the value is an error of its own.
            return root;
        }
        catch (JsonException fault)
        {
            // Its own message ends in a place that counts from 0 and in bytes.
            var message = fault.Message.Split(" LineNumber:")[0];
            throw new PolicySyntaxException(places.Of(fault.LineNumber ?? 0, fault.BytePositionInLine ?? 0), $"This is no JSON: {message}");
        }
    }

    private static PolicyNode ReadValue(ref Utf8JsonReader reader, Places places)
    {
        var at = places.Of(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<PolicyMember>();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var (name, place) = (Text(ref reader, places), places.Of(reader.TokenStartIndex));
                    reader.Read();
                    members.Add(new PolicyMember(name, place, ReadValue(ref reader, places)));
                }

                return new PolicyObject(at, members);
            case JsonTokenType.StartArray:
                var items = new List<PolicyNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(ReadValue(ref reader, places));
                return new PolicyList(at, items);
            case JsonTokenType.String:
                return new PolicyText(at, Text(ref reader, places));
            case JsonTokenType.Number:
                return new PolicyNumber(at, reader.GetDouble());
            case JsonTokenType.True or JsonTokenType.False:
                return new PolicyFlag(at, reader.TokenType == JsonTokenType.True);
            default:
                return new PolicyNull(at);
        }
    }

    private static string Text(ref Utf8JsonReader reader, Places places)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new PolicySyntaxException(places.Of(reader.TokenStartIndex), "The text has half of a character in it.");
        }
    }

    /// <summary>Turns places counted in bytes into lines and columns.</summary>
    private sealed class Places(byte[] bytes)
    {
        private readonly List<int> lines = [0, .. Enumerable.Range(0, bytes.Length).Where(i => bytes[i] == (byte)'\n').Select(i => i + 1)];

        public PolicyPlace Of(long offset)
        {
            var line = lines.BinarySearch((int)offset);
            if (line < 0) line = ~line - 1;
            return Of(line, offset - lines[line]);
        }

        public PolicyPlace Of(long line, long byteInLine)
        {
            var start = lines[(int)Math.Min(line, lines.Count - 1)];
            return new PolicyPlace((int)line + 1, Encoding.UTF8.GetCharCount(bytes, start, (int)Math.Min(byteInLine, bytes.Length - start)) + 1);
        }
    }
}
