namespace RecordingCmdlets.Sandbox;

/// <summary>The states of a bot.</summary>
internal static class AttendeeStates
{
    public const string Ended = "ended";
    public const string FatalError = "fatal_error";
    public const string DataDeleted = "data_deleted";
    public const string Scheduled = "scheduled";

    /// <summary>All that a filter may name; the last three are of app sessions.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "ready", "joining", "joined_not_recording", "joined_recording", "leaving", "post_processing", FatalError, "waiting_room", Ended,
        DataDeleted, Scheduled, "staged", "joined_recording_paused", "joining_breakout_room", "leaving_breakout_room",
        "joined_recording_permission_denied", "connecting", "connected", "disconnecting",
    ];

    /// <summary>Whether the data of a bot in this state can be deleted.</summary>
    public static bool AllowsDeletion(string? state) => state is Ended or FatalError;
}
