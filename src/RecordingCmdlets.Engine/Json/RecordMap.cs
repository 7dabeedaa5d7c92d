using System.Text;
using System.Text.Json;

namespace RecordingCmdlets.Engine.Json;

/// <summary>Puts one field of a service's record where it belongs.</summary>
internal delegate void FieldSetter(ref Utf8JsonReader value, RecordingFields record);

/// <summary>
/// How a service's record becomes a <see cref="Recording"/>: the service's field names, in no order, each with its setter.
/// Read by hand, since a class per service measured a third slower.
/// </summary>
internal sealed class RecordMap
{
    private readonly (byte[] Name, FieldSetter Set)[] fields;
    private readonly (byte[] Name, FieldSetter Set)[][] fieldsByLength;

    /// <param name="hidden">Fields that hold passwords, signed links or meeting links; they never reach <see cref="Recording.Service"/>.</param>
    /// <param name="fields">The fields that are read.</param>
    public RecordMap(IReadOnlyList<string> hidden, params (string Name, FieldSetter Set)[] fields)
    {
        Hidden = hidden.ToHashSet(StringComparer.OrdinalIgnoreCase);
        this.fields = [.. fields.Select(f => (Encoding.UTF8.GetBytes(f.Name), f.Set))];
        var longest = this.fields.Select(f => f.Name.Length).DefaultIfEmpty().Max();
        fieldsByLength = [.. Enumerable.Range(0, longest + 1).Select(length => this.fields.Where(f => f.Name.Length == length).ToArray())];
    }

    public IReadOnlySet<string> Hidden { get; }

    /// <summary>Makes a title of other fields, where the service has none.</summary>
    public Func<RecordingFields, string?>? Title { get; init; }

    /// <summary>Works out what follows from other fields, once all have been read.</summary>
    public Action<RecordingFields>? Complete { get; init; }

    /// <summary>Lists who took part; an unknown one is null, which a hold takes for "cannot tell".</summary>
    public Func<RecordingFields, IReadOnlyList<string?>>? Participants { get; init; }

    /// <summary>Fills a record from the object that the reader stands on, and leaves the reader on its end.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, RecordingFields record)
    {
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var setter = Find(ref reader);
            reader.Read();
            if (setter is null || reader.TokenType == JsonTokenType.Null) reader.Skip();
            else setter(ref reader, record);
        }

        record.Raw = json[start..(int)reader.BytesConsumed].ToArray();
        Complete?.Invoke(record);
    }

    private FieldSetter? Find(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            // Most members are not read, and few that are have names of one length.
            var own = reader.ValueSpan;
            if (own.Length >= fieldsByLength.Length) return null;
            foreach (var (name, set) in fieldsByLength[own.Length])
                if (own.SequenceEqual(name)) return set;
            return null;
        }

        foreach (var (name, set) in fields)
            if (JsonValues.IsNamed(ref reader, name)) return set;
        return null;
    }
}

/// <summary>The values read from one record, on their way into a <see cref="Recording"/>.</summary>
internal sealed class RecordingFields
{
    public string? Id { get; set; }

    public string? Title { get; set; }

    public string? Owner { get; set; }

    public string? Site { get; set; }

    public string? Status { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    public string? Source { get; set; }

    public DateTimeOffset? CreatedAt { get; set; }

    /// <summary>The first thing that is known to have happened.</summary>
    public DateTimeOffset? FirstSeenAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public TimeSpan? Duration { get; set; }

    public long? SizeBytes { get; set; }

    /// <summary>What is known of a bot; null where the record is none.</summary>
    public BotFacts? Bot { get; set; }

    /// <summary>The bot that made the recording.</summary>
    public string? BotId { get; set; }

    /// <summary>Whether there is a bot, and it cannot be told which.</summary>
    public bool IsBotUnknown { get; set; }

    public byte[] Raw { get; set; } = [];
}
