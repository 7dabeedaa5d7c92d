namespace RecordingCmdlets;

/// <summary>
/// An order to keep recordings. What matches every condition that is set is not deleted by this module; a hold without any
/// condition but <see cref="All"/> covers everything.
/// </summary>
public sealed class Hold
{
    /// <summary>The hold's own id.</summary>
    public required string HoldId { get; init; }

    /// <summary>The case or request that asks for it.</summary>
    public required string Ticket { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Who set it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was set, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Covers everything that the other conditions allow; must be set when there is no other condition.</summary>
    public bool All { get; init; }

    /// <summary>Only this service.</summary>
    public string? Provider { get; init; }

    /// <summary>Only this connection.</summary>
    public string? Connection { get; init; }

    /// <summary>Only this kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Only this item.</summary>
    public string? Id { get; init; }

    /// <summary>Owner, host or participant; a wildcard pattern, case does not matter.</summary>
    public string? Participant { get; init; }

    /// <summary>Title; a wildcard pattern, case does not matter.</summary>
    public string? Title { get; init; }

    /// <summary>Created at or after this moment, UTC.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Created before this moment, UTC.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>What it covers, in words.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Covers
    {
        get
        {
            string?[] conditions =
            [
                Title is null ? null : $"title {Title}",
                Participant is null ? null : $"participant {Participant}",
                Id is null ? null : $"id {Id}",
                Kind is null ? null : $"kind {Kind}",
                Provider is null ? null : $"provider {Provider}",
                Connection is null ? null : $"connection {Connection}",
                After is { } after ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"since {after.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : null,
                Before is { } before ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"before {before.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : null,
            ];
            var text = string.Join(", ", conditions.OfType<string>());
            return text.Length > 0 ? PlainText.Of(text) : "everything";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => PlainText.Of($"{HoldId} ({Ticket})");
}
