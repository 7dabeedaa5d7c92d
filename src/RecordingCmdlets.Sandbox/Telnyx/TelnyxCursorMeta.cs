namespace RecordingCmdlets.Sandbox;

/// <summary>The meta of a list that is paged by cursor.</summary>
/// <param name="After">The cursor of the last item of the page.</param>
/// <param name="Before">The cursor of the first one.</param>
/// <param name="Next">The path of the next page; null on the last.</param>
/// <param name="Previous">The path of the page before; null on the first.</param>
internal sealed record class TelnyxCursorMeta(string? After, string? Before, string? Next, string? Previous);
