namespace RecordingCmdlets.Sandbox;

/// <content>The lists.</content>
public sealed partial class WebexRoom
{
    private const string ReadScope = "meeting:admin_recordings_read";

    private RoomAnswer List(RoomCall call, bool isAdminList)
    {
        if (isAdminList && Role == WebexRole.User) return new(errors.MissingScope(ReadScope));
        WebexListQuery query = new(call.Request.RawQuery);
        string? host = null;
        if (!isAdminList && ReadHost(call.Request, ReadScope, forOfficer: false, out host) is { } refusal) return new(refusal);
        var isPurged = query.State == WebexState.Purged;
        if (isPurged && Role != WebexRole.ComplianceOfficer) return new(errors.MissingScope("spark-compliance:meetings_read"));

        // The list of an admin forgets the window where a meeting is named.
        var window = isAdminList && query.MeetingId is not null
            ? TickRange.All
            : query.Window(Now, isAdminList || LimitUserWindow, RefuseFractions);
        var isPurgedUnnamed = isPurged && !isAdminList && query.MeetingId is null;
        var problem = query.Problem ?? (isPurgedUnnamed ? "What is purged is listed by meetingId only." : null);
        if (problem is not null) return new(errors.BadRequest(problem, call.Echo));

        var filter = Filter(query, WindowsCompareTimeRecorded ? window : TickRange.All);
        var (items, total) = store.Open(View(query, host, isAdminList))
            .Page(WindowsCompareTimeRecorded ? TickRange.All : window, filter, query.Offset ?? 0, query.Max);
        var isGap = EmptyPageWithNext && query.Offset is null;
        var shape = isAdminList ? WebexShape.Admin : host is null ? WebexShape.User : WebexShape.Host;
        SandboxHttpResponse response = new(200, WebexJson.Page(isGap ? [] : items, shape));
        return new(WebexLinks.Add(response, Links(call.Request, query, total, isGap)));
    }

    private WebexView View(WebexListQuery query, string? host, bool isAdminList)
    {
        var site = query.MeetingId is not null ? null : query.SiteUrl ?? (isAdminList ? PreferredSite : null);

        // What is purged belongs to nobody any more.
        return isAdminList || query.State == WebexState.Purged
            ? new(query.State, null, site)
            : new(query.State, host ?? UserEmail, site, WithShared: host is null && query.State == WebexState.Available);
    }

    private Func<WebexRecording, bool>? Filter(WebexListQuery query, TickRange recorded)
    {
        List<Func<WebexRecording, bool>> tests = [];
        if (query.MeetingId is { } meeting) tests.Add(item => IsOf(item, meeting));
        if (query.Text("topic") is { } topic) tests.Add(item => IsTopic(item.Topic, topic));
        if (query.Format is { } format) tests.Add(item => item.Format == format);
        if (query.ServiceType is { } service) tests.Add(item => item.ServiceType == service);
        if (query.Text("integrationTag") is { } tag) tests.Add(item => item.IntegrationTags?.Contains(tag) == true);
        if (query.State == WebexState.Purged && !OfficerReachesDeleted) tests.Add(_ => false);
        if (recorded != TickRange.All) tests.Add(item => IsoTime.Parse(item.TimeRecorded) is { } time && recorded.Contains(time.UtcTicks));
        return tests.Count == 0 ? null : item => tests.TrueForAll(test => test(item));
    }

    private static bool IsOf(WebexRecording recording, string meeting) =>
        meeting == recording.MeetingId || meeting == recording.ScheduledMeetingId || meeting == recording.MeetingSeriesId;

    private bool IsTopic(string? topic, string wanted) => TopicMatchesWhole
        ? string.Equals(topic, wanted, StringComparison.OrdinalIgnoreCase)
        : topic?.Contains(wanted, StringComparison.OrdinalIgnoreCase) == true;

    private IEnumerable<(string Relation, string Address)> Links(SandboxHttpRequest request, WebexListQuery query, int total, bool isGap)
    {
        var offset = query.Offset ?? 0;
        if (offset > 0)
        {
            yield return ("first", WebexLinks.Address(request, 0, keepFilters: true));
            yield return ("prev", WebexLinks.Address(request, Math.Max(0, offset - query.Max), keepFilters: true));
        }

        if (!isGap && !RepeatNext && (long)offset + query.Max >= total) yield break;
        var next = isGap ? 0 : RepeatNext && offset > 0 ? offset : offset + query.Max;
        var address = WebexLinks.Address(request, next, !DropFiltersInNext);
        yield return ("next", NextLinkOverride?.Invoke(address) ?? address);
    }
}
