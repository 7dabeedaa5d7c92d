using System.Collections.Immutable;

namespace RecordingCmdlets.Sandbox;

/// <summary>A bot as Recall.ai tells of it. Its recordings are not in it: they name their bot.</summary>
public sealed record class RecallBot
{
    /// <summary>The id, by which the routes find it.</summary>
    public required string Id { get; init; }

    /// <summary><c>bot_name</c>.</summary>
    public string? BotName { get; init; } = "Notetaker";

    /// <summary><c>meeting_url</c> as text, which the filter of that name is about.</summary>
    public string? MeetingUrl { get; init; }

    /// <summary><c>meeting_url</c> as an object, sent in place of the text.</summary>
    public RecallMeeting? Meeting { get; init; }

    /// <summary>What the filter <c>platform</c> is about where no <see cref="Meeting"/> says it; never sent.</summary>
    public string? Platform { get; init; }

    /// <summary><c>join_at</c>; only a bot that has not joined yet has it.</summary>
    public string? JoinAt { get; init; }

    /// <summary>What lists are ordered by, and what the filters on <c>join_at</c> are about once that is cleared; never sent.</summary>
    public string? CreatedAt { get; init; }

    /// <summary><c>status_changes</c>, in any order; the one with the latest time is the status.</summary>
    public IReadOnlyList<RecallStatusChange>? StatusChanges { get; init; } = [];

    /// <summary><c>recording_config</c>, the JSON as it is.</summary>
    public string? RecordingConfig { get; init; }

    /// <summary><c>metadata</c>.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether what is null is sent as null, as the service does it, instead of being left out.</summary>
    public bool ExplicitNulls { get; init; } = true;

    /// <summary>Sent as it is in place of this bot, valid JSON or not.</summary>
    public string? RawOverride { get; init; }
}

/// <summary>An entry of a bot's log.</summary>
/// <param name="Code"><c>code</c>: an open set.</param>
/// <param name="CreatedAt"><c>created_at</c>; what is no ISO time counts as the oldest.</param>
/// <param name="SubCode"><c>sub_code</c>.</param>
/// <param name="Message"><c>message</c>.</param>
public sealed record class RecallStatusChange(string? Code, string? CreatedAt, string? SubCode = null, string? Message = null);

/// <summary>The meeting of a bot, as an object.</summary>
/// <param name="Platform"><c>platform</c>.</param>
/// <param name="Parts">The other keys, which depend on the platform, such as <c>meeting_id</c> and <c>meeting_password</c>.</param>
public sealed record class RecallMeeting(string? Platform, IReadOnlyDictionary<string, string?> Parts);
