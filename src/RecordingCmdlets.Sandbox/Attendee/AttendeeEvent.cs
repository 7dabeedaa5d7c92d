namespace RecordingCmdlets.Sandbox;

/// <summary>Something that happened to a bot.</summary>
/// <param name="Type"><c>type</c>.</param>
/// <param name="CreatedAt"><c>created_at</c>, sent as it is.</param>
/// <param name="SubType"><c>sub_type</c>; left out when there is none, never null.</param>
public sealed record class AttendeeEvent(string Type, string? CreatedAt, string? SubType = null);
