namespace RecordingCmdlets;

/// <summary>
/// Names one deletable thing at one service. A bare id is never enough: the same id can mean another thing at another
/// service, account, kind or owner.
/// </summary>
/// <param name="Provider">The service, such as <c>Telnyx</c>.</param>
/// <param name="Connection">The name given to <c>Connect-RecordingProvider</c>; null means "the only one for this service".</param>
/// <param name="Kind">What it is, such as <c>Recording</c>; see <see cref="RecordingKinds"/>. Empty means "the only one of this service".</param>
/// <param name="Id">The service's own id, as the service spells it.</param>
/// <param name="Owner">The account, user or host that the service needs to find the item; null where it needs none.</param>
/// <param name="Site">The site that the service needs to find the item; null where it needs none.</param>
public sealed record RecordingReference(
    string Provider, string? Connection, string Kind, string Id, string? Owner = null, string? Site = null)
{
    /// <inheritdoc/>
    public override string ToString() => PlainText.Of(Kind.Length == 0 ? $"{Connection ?? Provider}/{Id}" : $"{Connection ?? Provider}/{Kind}/{Id}");
}

/// <summary>The kinds known today. Services may add others, so code must accept any string.</summary>
public static class RecordingKinds
{
    /// <summary>A recording of a call or meeting.</summary>
    public const string Recording = "Recording";

    /// <summary>A call recording that a rule of the account made (Vonage).</summary>
    public const string Company = "Company";

    /// <summary>A call recording that a user made (Vonage).</summary>
    public const string OnDemand = "OnDemand";

    /// <summary>Everything that a bot captured (Recall.ai, Attendee); the id is the bot's.</summary>
    public const string BotMedia = "BotMedia";
}
