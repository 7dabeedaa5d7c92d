namespace RecordingCmdlets;

/// <summary>What a service concluded of a meeting.</summary>
public sealed class BotIntelligence
{
    /// <summary>The bot.</summary>
    public required RecordingReference Reference { get; init; }

    /// <summary>The service.</summary>
    public string Provider => Reference.Provider;

    /// <summary>The bot's id.</summary>
    public string Id => Reference.Id;

    /// <summary>Whether the service has this at all for the account; false where the call is retired there, and then the rest is empty.</summary>
    public required bool IsAvailable { get; init; }

    /// <summary>What is to be done, by whom, as far as the service tells.</summary>
    public IReadOnlyList<BotActionItem> ActionItems { get; init; } = [];

    /// <summary>What was talked about.</summary>
    public IReadOnlyList<string> Topics { get; init => field = [.. value.Select(PlainText.Of)]; } = [];

    /// <summary>The meeting in short; null when the service has none.</summary>
    public string? Summary { get; init => field = value is null ? null : PlainText.Of(value); }

    /// <summary>The whole answer under the service's own names.</summary>
    public IReadOnlyDictionary<string, object?> Service { get; init; } = new Dictionary<string, object?>();
}

/// <summary>Something to be done that came up in a meeting.</summary>
/// <param name="Text">What.</param>
/// <param name="Owner">Who, where the service tells.</param>
public sealed record BotActionItem(string Text, string? Owner)
{
    /// <summary>What.</summary>
    public string Text { get; init => field = PlainText.Of(value); } = PlainText.Of(Text);

    /// <summary>Who, where the service tells.</summary>
    public string? Owner { get; init => field = value is null ? null : PlainText.Of(value); } = Owner is null ? null : PlainText.Of(Owner);

    /// <inheritdoc/>
    public override string ToString() => Owner is null ? Text : $"{Owner}: {Text}";
}
