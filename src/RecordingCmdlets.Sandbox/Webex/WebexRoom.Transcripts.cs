namespace RecordingCmdlets.Sandbox;

/// <content>The transcripts, which are resources of their own.</content>
public sealed partial class WebexRoom
{
    private const string Download = "/download";
    private const string TranscriptScope = "meeting:admin_transcripts_read";

    private RoomAnswer ListTranscripts(RoomCall call, bool isAdminList)
    {
        if (isAdminList && Role == WebexRole.User) return new(errors.MissingScope(TranscriptScope));
        WebexListQuery query = new(call.Request.RawQuery);
        string? host = null;
        if (!isAdminList && ReadHost(call.Request, TranscriptScope, forOfficer: true, out host) is { } refusal) return new(refusal);
        if (isAdminList && query.SiteUrl is null) return new(errors.BadRequest("siteUrl is required.", call.Echo));

        // A window is asked for or there is none: what is left out is not documented here.
        var isWindowed = query.Text("from") is not null || query.Text("to") is not null;
        var window = isWindowed ? query.Window(Now, isLimited: true, RefuseFractions) : TickRange.All;
        if (query.Problem is { } problem) return new(errors.BadRequest(problem, call.Echo));

        var (items, total) = transcripts.Page(window, Matches, query.Offset ?? 0, query.Max);
        SandboxHttpResponse response = new(200, WebexJson.Page(items));
        return new(WebexLinks.Add(response, Links(call.Request, query, total, isGap: false)));

        // Only instances that have ended are known here: a series or a scheduled meeting finds nothing.
        bool Matches(WebexTranscript item) =>
            (query.MeetingId is null || query.MeetingId == item.MeetingId)
            && (query.SiteUrl is null || WebexView.IsSame(query.SiteUrl, item.SiteUrl))
            && (isAdminList || Hears(item, host));
    }

    private RoomAnswer DownloadTranscript(RoomCall call, string id)
    {
        if (ReadHost(call.Request, TranscriptScope, forOfficer: true, out var host) is { } refusal) return new(refusal);
        var format = UrlText.ParseQuery(call.Request.RawQuery).GetValueOrDefault("format") ?? "vtt";
        if (format is not ("vtt" or "txt")) return new(errors.BadRequest("The value of format is not allowed.", call.Echo));
        if (transcripts.Find(id) is not { } transcript || !Hears(transcript, host)) return new(errors.NotFound());
        return new(new SandboxHttpResponse(200, format == "vtt" ? transcript.Vtt : transcript.Txt).With("Content-Type", MediaFile.TypeOf("." + format)));
    }

    /// <summary>Whether the caller gets to see a transcript.</summary>
    private bool Hears(WebexTranscript transcript, string? host) =>
        host is not null ? WebexView.IsSame(transcript.HostEmail, host)
        : Role == WebexRole.ComplianceOfficer || WebexView.IsSame(transcript.HostEmail, UserEmail);
}
