using System.Text.Json;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Sandbox;

/// <summary>What was said, in the manner of each service, and what Recall.ai concludes of it.</summary>
public sealed class TranscriptRoomTests
{
    [Fact]
    public async Task Recall_has_a_list_and_items_and_files_behind_links()
    {
        using RoomBench bench = new("Recall", new() { RecordingCount = 60 });
        var room = bench.Sandbox.Room<RecallRoom>();
        var recording = room.Ids.Order(StringComparer.Ordinal).Select(id => room.Find(id)!).First(r => r.MediaShortcuts?.Transcript is not null);

        var artifact = (await bench.JsonAsync($"recording/{recording.Id}/")).GetProperty("media_shortcuts").GetProperty("transcript");
        var id = artifact.GetProperty("id").GetString();
        var listed = await bench.JsonAsync($"transcript/?recording_id={recording.Id}");
        var item = await bench.JsonAsync($"transcript/{id}/");

        Assert.Equal(id, Assert.Single(listed.GetProperty("results").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal((id, recording.Id), (item.GetProperty("id").GetString(), item.GetProperty("recording").GetProperty("id").GetString()));
        Assert.Equal("done", item.GetProperty("status").GetProperty("code").GetString());
        Assert.StartsWith("[", await bench.FetchAsync(item.GetProperty("data").GetProperty("provider_data_download_url")), StringComparison.Ordinal);
        var said = JsonDocument.Parse(await bench.FetchAsync(item.GetProperty("data").GetProperty("download_url"))).RootElement.EnumerateArray().ToList();
        Assert.InRange(said.Count, 4, 6);
        Assert.Contains(said, part => part.GetProperty("participant").GetProperty("name").ValueKind == JsonValueKind.Null);
        Assert.Equal(
            ["id", "name", "is_host", "platform", "extra_data", "email"],
            said[0].GetProperty("participant").EnumerateObject().Select(part => part.Name));
        var words = said[0].GetProperty("words").EnumerateArray().ToList();
        Assert.Equal("Let us start.", string.Join(' ', words.Select(word => word.GetProperty("text").GetString())));
        Assert.Equal(1.079, words[0].GetProperty("start_timestamp").GetProperty("relative").GetDouble());
        Assert.True(words[0].GetProperty("end_timestamp").GetProperty("relative").GetDouble() < words[1].GetProperty("end_timestamp").GetProperty("relative").GetDouble());
    }

    [Fact]
    public async Task Recall_lists_the_artifacts_of_each_kind_that_recordings_have()
    {
        using RoomBench bench = new("Recall", new() { RecordingCount = 60 });
        var room = bench.Sandbox.Room<RecallRoom>();
        room.PageSize = 10;
        var withAudio = room.Ids.Where(id => room.Find(id)!.MediaShortcuts?.AudioMixed is not null).ToList();
        Assert.NotEmpty(withAudio);

        Assert.Equal(room.Ids.Count(id => room.Find(id)!.MediaShortcuts?.VideoMixed is not null), (await AllAsync("video_mixed/")).Count);
        Assert.Equal(withAudio.Order(), (await AllAsync("audio_mixed/")).Order());
        Assert.Empty(await AllAsync("transcript/?status_code=processing"));
        Assert.Equal(400, (await bench.TextAsync("transcript/?status_code=gone")).Status);
        Assert.Equal(404, (await bench.TextAsync($"transcript/{Guid.NewGuid()}/")).Status);
        Assert.Equal(405, (await bench.TextAsync("transcript/", "POST")).Status);
        room.Remove(withAudio[0]);
        Assert.Empty(await AllAsync($"audio_mixed/?recording_id={withAudio[0]}"));

        async Task<List<string?>> AllAsync(string path)
        {
            List<string?> found = [];
            for (string? next = path; next is not null;)
            {
                var page = await bench.JsonAsync(next);
                found.AddRange(page.GetProperty("results").EnumerateArray().Select(item => item.GetProperty("recording").GetProperty("id").GetString()));
                next = page.GetProperty("next").GetString();
            }

            return found;
        }
    }

    [Fact]
    public async Task Recall_concludes_something_unless_the_workspace_has_that_no_more()
    {
        using RoomBench bench = new("Recall", new() { RecordingCount = 60 });
        var room = bench.Sandbox.Room<RecallRoom>();
        var bots = room.BotIdsWithMedia.Order(StringComparer.Ordinal).ToList();
        var counts = new List<int>();
        foreach (var bot in bots) counts.Add((await bench.JsonAsync($"bot/{bot}/intelligence/")).GetProperty("action_items").GetArrayLength());

        Assert.Equal([0, 2], counts.Distinct().Order());
        room.Conclusions[bots[0]] = """{"action_items":null}""";
        Assert.Equal("""{"action_items":null}""", (await bench.TextAsync($"bot/{bots[0]}/intelligence/")).Text);
        Assert.Equal(404, (await bench.TextAsync($"bot/{Guid.NewGuid()}/intelligence/")).Status);
        Assert.Equal(405, (await bench.TextAsync($"bot/{bots[0]}/intelligence/", "POST")).Status);
        foreach (var (manner, status) in ((RecallIntelligence, int)[])[(RecallIntelligence.Retired404, 404), (RecallIntelligence.Retired405, 405), (RecallIntelligence.Retired410, 410)])
        {
            room.Intelligence = manner;
            Assert.Equal(status, (await bench.TextAsync($"bot/{bots[0]}/intelligence/")).Status);
        }

        room.Intelligence = RecallIntelligence.Served;
        Assert.Equal(200, (await bench.TextAsync($"bot/{bots[1]}/delete_media/", "POST", "")).Status);
        Assert.Equal(404, (await bench.TextAsync($"bot/{bots[1]}/intelligence/")).Status);
    }

    [Fact]
    public async Task Attendee_sends_it_all_at_once_with_words_or_as_bare_text_and_nothing_when_it_is_deleted()
    {
        using RoomBench bench = new("Attendee", new() { RecordingCount = 60 });
        var room = bench.Sandbox.Room<AttendeeRoom>();
        var bot = room.Ids.Select(id => room.Find(id)!).First(b => b.Transcript.Count == 3 && b.StartTimestampMs is not null && b.Id.StartsWith("bot_", StringComparison.Ordinal));
        var unstarted = room.Ids.Select(id => room.Find(id)!).First(b => b.Transcript.Count > 0 && b.StartTimestampMs is null);

        var said = (await bench.JsonAsync($"bots/{bot.Id}/transcript")).EnumerateArray().ToList();

        Assert.Equal(3, said.Count);
        Assert.Equal(bot.StartTimestampMs + 1079, said[0].GetProperty("timestamp_ms").GetInt64());
        Assert.Equal("""[{"word":"Let","start":0,"end":0.21},{"word":"us","start":0.24,"end":0.4},{"word":"start.","start":0.42,"end":0.9}]""", said[0].GetProperty("transcription").GetProperty("words").GetRawText());
        Assert.False(said[1].GetProperty("transcription").TryGetProperty("words", out _));
        Assert.Equal(JsonValueKind.String, said[2].GetProperty("transcription").ValueKind);
        var first = (await bench.JsonAsync($"bots/{unstarted.Id}/transcript"))[0];
        Assert.Equal(unstarted.Created!.Value.ToUnixTimeMilliseconds() + unstarted.Transcript[0].OffsetMs, first.GetProperty("timestamp_ms").GetInt64());
        Assert.Equal(200, (await bench.TextAsync($"bots/{bot.Id}/delete_data", "POST", "")).Status);
        Assert.Equal((200, "[]"), await bench.TextAsync($"bots/{bot.Id}/transcript"));
        Assert.Equal(404, (await bench.TextAsync($"bots/{bot.Id}/recording")).Status);
    }

    [Fact]
    public async Task Attendee_has_app_sessions_under_a_path_of_their_own()
    {
        using RoomBench bench = new("Attendee", new() { RecordingCount = 120 });
        var room = bench.Sandbox.Room<AttendeeRoom>();
        var session = room.AppSessionIds.First(id => room.Find(id)!.RecordingUrl is not null);
        var bot = room.Ids.First(id => id.StartsWith("bot_", StringComparison.Ordinal));
        room.Add(new AttendeeBot { Id = "app_Aaaaaaaaaaaaaaaa" });
        room.Add(new AttendeeBot { Id = "app_Bbbbbbbbbbbbbbbb", RecordingState = null });

        var media = await bench.JsonAsync($"app_sessions/{session}/media");

        Assert.StartsWith($"{bench.Sandbox.GetMediaUri("Attendee")}/{session}/", media.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, (await bench.JsonAsync($"app_sessions/{session}/transcript")).ValueKind);
        Assert.Equal((404, """{"error":"No media file found for app session"}"""), await bench.TextAsync("app_sessions/app_Aaaaaaaaaaaaaaaa/media"));
        Assert.Equal((404, """{"error":"No media found for app session"}"""), await bench.TextAsync("app_sessions/app_Bbbbbbbbbbbbbbbb/media"));
        Assert.Equal((404, """{"error":"App session not found"}"""), await bench.TextAsync($"app_sessions/{bot}/media"));
        Assert.Equal((404, """{"error":"Bot not found"}"""), await bench.TextAsync($"app_sessions/{bot}/transcript"));
        Assert.Equal(405, (await bench.TextAsync($"app_sessions/{session}/media", "DELETE")).Status);
    }

    [Fact]
    public async Task Telnyx_may_have_several_and_one_that_is_not_done()
    {
        using RoomBench bench = new("Telnyx", new() { RecordingCount = 240 });
        var all = bench.Sandbox.Telnyx.TranscriptionIds.Select(id => bench.Sandbox.Telnyx.FindTranscription(id)!).ToList();
        var several = all.GroupBy(t => t.RecordingId!).First(group => group.Count() > 1);

        var listed = await bench.JsonAsync($"recording_transcriptions?filter%5Brecording_id%5D={several.Key}&page%5Bsize%5D=1");
        var next = listed.GetProperty("meta").GetProperty("cursors").GetProperty("after").GetString();
        var rest = await bench.JsonAsync($"recording_transcriptions?filter%5Brecording_id%5D={several.Key}&page%5Bsize%5D=1&page%5Bafter%5D={Uri.EscapeDataString(next!)}");

        Assert.Equal(several.Select(t => t.Id).Order(), ((JsonElement[])[listed, rest]).Select(page => page.GetProperty("data")[0].GetProperty("id").GetString()).Order());
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("meta").GetProperty("next").ValueKind);
        Assert.Contains(all, t => t is { Status: "in-progress", TranscriptionText: null });
        Assert.Contains(all, t => t is { Status: "completed", TranscriptionText.Length: > 0 });
    }

    [Fact]
    public async Task Webex_lists_by_instance_and_lets_download_with_the_key()
    {
        using RoomBench bench = new("Webex", new() { RecordingCount = 60 });
        var room = bench.Sandbox.Room<WebexRoom>();
        var own = room.Ids.Select(id => room.Find(id)!).First(r => r.MeetingSeriesId is not null && r.TranscriptDownloadLink is not null && r.HostEmail == room.UserEmail);
        var others = room.Ids.Select(id => room.Find(id)!).First(r => r.MeetingSeriesId is not null && r.HostEmail == "bo.lind@example.com");

        var item = Assert.Single((await bench.JsonAsync($"meetingTranscripts?meetingId={own.MeetingId}&max=100")).GetProperty("items").EnumerateArray());
        var id = item.GetProperty("id").GetString();
        using var vtt = await bench.SendAsync("GET", $"meetingTranscripts/{id}/download");
        var text = await vtt.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var txt = await bench.SendAsync("GET", $"meetingTranscripts/{id}/download?format=txt");
        var details = await bench.JsonAsync($"recordings/{own.Id}");

        Assert.Equal((own.MeetingId, own.Topic, "available"), (item.GetProperty("meetingId").GetString(), item.GetProperty("meetingTopic").GetString(), item.GetProperty("status").GetString()));
        Assert.StartsWith($"http://{own.SiteUrl}/", item.GetProperty("vttDownloadLink").GetString(), StringComparison.Ordinal);
        Assert.Equal("text/vtt", vtt.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("WEBVTT\n\n1\n00:00:01.079 --> 00:00:0", text, StringComparison.Ordinal);
        Assert.Contains("\n<v Ana Ruiz>Let us start.\n", text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;no&lt;/b&gt; markup &amp; no quotes.", text, StringComparison.Ordinal);
        Assert.Equal("text/plain", txt.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("Ana Ruiz: Let us start.\n", await txt.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(text, await bench.FetchAsync(details.GetProperty("temporaryDirectDownloadLinks").GetProperty("transcriptDownloadLink")));

        // Neither a series nor somebody else's instance finds anything, unless the host is named.
        Assert.Equal("""{"items":[]}""", (await bench.TextAsync($"meetingTranscripts?meetingId={own.MeetingSeriesId}")).Text);
        Assert.Equal("""{"items":[]}""", (await bench.TextAsync($"meetingTranscripts?meetingId={others.MeetingId}")).Text);
        var theirs = (await bench.JsonAsync($"meetingTranscripts?meetingId={others.MeetingId}&hostEmail=bo.lind@example.com")).GetProperty("items")[0].GetProperty("id").GetString();
        Assert.Equal(404, (await bench.TextAsync($"meetingTranscripts/{theirs}/download")).Status);
        Assert.Equal(200, (await bench.TextAsync($"meetingTranscripts/{theirs}/download?hostEmail=bo.lind@example.com")).Status);
    }

    [Fact]
    public async Task Webex_refuses_what_makes_no_sense_or_is_not_for_the_caller()
    {
        using RoomBench bench = new("Webex", new() { RecordingCount = 60 });
        var room = bench.Sandbox.Room<WebexRoom>();
        room.AddTranscript(new() { Id = "t1", MeetingId = "m_I_1", HostEmail = room.UserEmail, Vtt = "WEBVTT\n"u8.ToArray() });

        Assert.Equal((200, "WEBVTT\n"), await bench.TextAsync("meetingTranscripts/t1/download?format=vtt"));
        Assert.Equal(400, (await bench.TextAsync("meetingTranscripts/t1/download?format=srt")).Status);
        Assert.Equal(400, (await bench.TextAsync("admin/meetingTranscripts")).Status);
        Assert.Equal(200, (await bench.TextAsync("admin/meetingTranscripts?siteUrl=example.webex.com")).Status);
        Assert.Equal(400, (await bench.TextAsync("meetingTranscripts?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z")).Status);
        room.Role = WebexRole.User;
        Assert.Equal(403, (await bench.TextAsync("admin/meetingTranscripts?siteUrl=example.webex.com")).Status);
        Assert.Equal(403, (await bench.TextAsync("meetingTranscripts?hostEmail=bo.lind@example.com")).Status);
    }
}
