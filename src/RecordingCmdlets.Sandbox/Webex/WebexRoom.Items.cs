namespace RecordingCmdlets.Sandbox;

/// <content>Single recordings and the recycle bin.</content>
public sealed partial class WebexRoom
{
    private const string WriteScope = "meeting:admin_recordings_write";

    private RoomAnswer Get(RoomCall call, string id)
    {
        if (ReadHost(call.Request, ReadScope, forOfficer: true, out var host) is { } refusal) return new(refusal);
        var site = call.Request.GetHeader("siteUrl");
        if (store.Find(id) is not { } recording || !Sees(recording, host)) return new(errors.NotFound());
        if (site is not null && !WebexView.IsSame(site, recording.SiteUrl)) return new(errors.NotFound());
        if (Locked.Contains(id)) return new(errors.Locked(LockedRetryAfterSeconds));
        var shape = host is null ? WebexShape.User : WebexShape.Host;
        return new(new(200, WebexJson.One(Told(recording), shape, WebexTime.Format(Now + Media.LinkLifetime))));
    }

    /// <summary>A recording with links that are good now.</summary>
    private WebexRecording Told(WebexRecording recording) => recording with
    {
        RecordingDownloadLink = Media.Sign(recording.RecordingDownloadLink),
        AudioDownloadLink = Media.Sign(recording.AudioDownloadLink),
        TranscriptDownloadLink = Media.Sign(recording.TranscriptDownloadLink),
    };

    private MediaFile? FindFile(string name)
    {
        if (store.Find(MediaLink.Owner(name)) is not { } recording || IsGone(recording)) return null;
        var kind = Path.GetExtension(name);
        if (kind == ".vtt") return MediaFile.Text(name, Speech.Vtt(Speech.Of(recording.Id)));
        return kind == ".mp3"
            ? MediaFile.Invent(name, seed)
            : MediaFile.Invent(name, seed, (long?)recording.SizeBytes) with { ContentType = recording.Format == "ARF" ? "application/octet-stream" : "video/mp4" };
    }

    private RoomAnswer Delete(RoomCall call, string id)
    {
        if (ReadHost(call.Request, WriteScope, forOfficer: true, out var host) is { } refusal) return new(refusal);
        if (WebexBody.IsWrongMediaType(call.Request)) return new(errors.WrongMediaType());
        var body = WebexBody.ReadReason(call.Request.Body);
        if (body.Problem is { } problem) return new(errors.BadRequest(problem, call.Echo));
        lock (gate)
        {
            if (store.Find(id) is not { } recording || IsGone(recording) || !Sees(recording, host)) return new(errors.NotFound());
            var isOthers = !WebexView.IsSame(recording.HostEmail, UserEmail);
            if (Role == WebexRole.ComplianceOfficer)
            {
                if (isOthers && string.IsNullOrWhiteSpace(body.Reason)) return new(errors.BadRequest("The reason is required.", call.Echo));
            }
            else if (isOthers && host is null)
            {
                return new(errors.Forbidden("A recording can be deleted by its host only."));
            }

            return DeleteForGood(recording);
        }
    }

    private RoomAnswer DeleteAsAdmin(RoomCall call, string id)
    {
        if (Role != WebexRole.Admin) return new(errors.MissingScope(WriteScope));
        if (!call.Request.Body.IsEmpty) return new(errors.BadRequest("This call takes no body.", call.Echo));
        lock (gate)
        {
            return store.Find(id) is { } recording && !IsGone(recording) ? DeleteForGood(recording) : new(errors.NotFound());
        }
    }

    private RoomAnswer DeleteForGood(WebexRecording recording)
    {
        if (Locked.Contains(recording.Id)) return new(errors.Locked(LockedRetryAfterSeconds));
        store.Put(recording with { Status = "purged" });
        return new(new(204), [recording.Id]);
    }

    private RoomAnswer Move(RoomCall call, WebexState from, WebexState to, string? all)
    {
        // A Compliance Officer has no recycle bin.
        if (Role == WebexRole.ComplianceOfficer) return new(errors.MissingScope("meeting:recordings_write"));
        if (ReadHost(call.Request, WriteScope, forOfficer: false, out var host) is { } refusal) return new(refusal);
        if (WebexBody.IsWrongMediaType(call.Request)) return new(errors.WrongMediaType());
        var body = WebexBody.ReadBatch(call.Request.Body, all);
        if (body.Problem is { } problem) return new(errors.BadRequest(problem, call.Echo));

        WebexView view = new(from, host ?? UserEmail, body.SiteUrl ?? PreferredSite);
        lock (gate)
        {
            List<WebexRecording> fit = [];
            SandboxHttpResponse? error = null;
            foreach (var id in body.IsAll ? store.Open(view).GetIds() : body.Ids)
            {
                if (Unfit(id, view, call.Echo) is { } unfit) error ??= unfit;
                else fit.Add(store.Find(id)!);
            }

            if (error is not null && UnfitIds == WebexUnfitIds.Refuse) return new(error);
            var moved = fit.Where((_, i) => !call.HalveBatch || i % 2 == 1).ToList();
            var status = to switch { WebexState.Deleted => "deleted", WebexState.Purged => "purged", _ => "available" };
            foreach (var recording in moved) store.Put(recording with { Status = status });
            return new(
                error is null || UnfitIds == WebexUnfitIds.PassOver ? new(204) : error,
                to == WebexState.Available ? null : [.. moved.Select(recording => recording.Id)]);
        }
    }

    /// <summary>Why an id has no place in a batch; null if it has.</summary>
    private SandboxHttpResponse? Unfit(string id, WebexView view, string? echo)
    {
        if (store.Find(id) is not { } recording || !(view with { Site = null }).Holds(recording)) return errors.NotFound();
        if (!view.Holds(recording)) return errors.BadRequest($"The recording {id} is not on the site {view.Site}.", echo);
        return Locked.Contains(id) ? errors.Locked(LockedRetryAfterSeconds) : null;
    }

    /// <summary>Whose recordings a call is about, or why it may not ask; the caller's own when null.</summary>
    private SandboxHttpResponse? ReadHost(SandboxHttpRequest request, string scope, bool forOfficer, out string? host)
    {
        host = UrlText.ParseQuery(request.RawQuery).GetValueOrDefault("hostEmail");
        if (host is null || Role == WebexRole.Admin || (forOfficer && Role == WebexRole.ComplianceOfficer)) return null;
        host = null;
        return IgnoreHostEmailWithoutAdmin ? null : errors.MissingScope(scope);
    }

    /// <summary>Whether the caller gets to see a recording at all.</summary>
    private bool Sees(WebexRecording recording, string? host)
    {
        var isOfficer = Role == WebexRole.ComplianceOfficer;
        if (IsGone(recording) && !(isOfficer && OfficerReachesDeleted)) return false;
        if (host is not null) return WebexView.IsSame(recording.HostEmail, host);
        return isOfficer || WebexView.IsSame(recording.HostEmail, UserEmail) || IsShared(recording);
    }

    private static bool IsShared(WebexRecording recording) =>
        recording.ShareToMe == true && WebexView.StateOf(recording) == WebexState.Available;

    private static bool IsGone(WebexRecording recording) => WebexView.StateOf(recording) == WebexState.Purged;
}
