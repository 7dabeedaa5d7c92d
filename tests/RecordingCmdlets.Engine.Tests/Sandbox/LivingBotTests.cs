using System.Text.Json;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Sandbox;

/// <summary>Bots that go from state to state while they are watched.</summary>
public sealed class LivingBotTests
{
    [Fact]
    public async Task At_Recall_each_look_brings_the_next_status_and_at_last_there_is_media()
    {
        using RoomBench bench = new("Recall", new() { RecordingCount = 40, LiveBotCount = 3 });
        var room = bench.Sandbox.Room<RecallRoom>();
        var live = room.BotIds.Select(id => room.FindBot(id)!).Where(b => b.BotName == "Live notetaker").ToList();
        Assert.Equal(3, live.Count);
        var ends = new List<string>();
        foreach (var bot in live)
        {
            var seen = new List<string>();
            JsonElement told = default;
            for (var look = 0; look < 9; look++)
            {
                told = await bench.JsonAsync($"bot/{bot.Id}/");
                seen.Add(told.GetProperty("status_changes").EnumerateArray().Last().GetProperty("code").GetString()!);
            }

            var times = told.GetProperty("status_changes").EnumerateArray().Select(change => change.GetProperty("created_at").GetDateTimeOffset()).ToList();
            Assert.Equal(times.Order().Distinct(), times);
            ends.Add(seen[^1]);
            if (seen[^1] == "fatal")
            {
                Assert.Equal(["joining_call", "in_waiting_room", "fatal"], seen.Distinct());
                continue;
            }

            Assert.Equal(["joining_call", "in_waiting_room", "in_call_not_recording", "in_call_recording", "call_ended", "recording_done", "done", "done", "done"], seen);
            var recording = told.GetProperty("recordings")[0];
            Assert.Equal("done", recording.GetProperty("status").GetProperty("code").GetString());
            var transcript = await bench.FetchAsync(recording.GetProperty("media_shortcuts").GetProperty("transcript").GetProperty("data").GetProperty("download_url"));
            Assert.Contains("\"words\"", transcript, StringComparison.Ordinal);
            Assert.NotEmpty(bench.Sandbox.GetMedia("Recall", bot.Id).ToArray());
        }

        Assert.Equal(["done", "done", "fatal"], ends.Order());
    }

    [Fact]
    public async Task At_Attendee_each_look_brings_the_next_state_and_at_last_there_is_data()
    {
        using RoomBench bench = new("Attendee", new() { RecordingCount = 40, LiveBotCount = 3 });
        var room = bench.Sandbox.Room<AttendeeRoom>();
        var live = room.AllIds.Where(id => room.Find(id)!.Metadata == """{"live":"yes"}""").ToList();
        Assert.Equal(3, live.Count);
        var ends = new List<string>();
        foreach (var id in live)
        {
            var seen = new List<string>();
            JsonElement told = default;
            for (var look = 0; look < 7; look++)
            {
                told = await bench.JsonAsync($"bots/{id}");
                seen.Add(told.GetProperty("state").GetString()!);
            }

            var times = told.GetProperty("events").EnumerateArray().Select(happened => happened.GetProperty("created_at").GetDateTimeOffset()).ToList();
            Assert.Equal(times.Order().Distinct(), times);
            ends.Add(seen[^1]);
            if (seen[^1] == "fatal_error")
            {
                Assert.Equal(("could_not_join_meeting", "not_started"), (told.GetProperty("events").EnumerateArray().Last().GetProperty("type").GetString(), told.GetProperty("recording_state").GetString()));
                continue;
            }

            Assert.Equal(["joining", "joined_not_recording", "joined_recording", "leaving", "post_processing", "ended", "ended"], seen);
            Assert.Equal(3, (await bench.JsonAsync($"bots/{id}/transcript")).GetArrayLength());
            Assert.NotEmpty(bench.Sandbox.GetMedia("Attendee", id).ToArray());
        }

        Assert.Equal(["ended", "ended", "fatal_error"], ends.Order());
    }

    [Fact]
    public async Task A_list_is_no_look_and_a_test_may_say_what_is_to_come()
    {
        using RoomBench bench = new("Recall", new() { RecordingCount = 0 });
        var room = bench.Sandbox.Room<RecallRoom>();
        room.AddBot(new() { Id = "b1", StatusChanges = [new("ready", "2026-03-01T00:00:00Z")] });
        room.GoesOn("b1", "joining_call", "fatal:bot_kicked");
        for (var i = 0; i < 5; i++) _ = await bench.JsonAsync("bot/");

        var codes = new List<string?>();
        for (var i = 0; i < 3; i++) codes.Add((await bench.JsonAsync("bot/b1/")).GetProperty("status_changes").EnumerateArray().Last().GetProperty("code").GetString());

        Assert.Equal(["ready", "joining_call", "fatal"], codes);
        Assert.Equal("bot_kicked", room.FindBot("b1")!.StatusChanges![^1].SubCode);
    }

    [Theory]
    [InlineData("Recall", "bot/", "done")]
    [InlineData("Attendee", "bots", "ended")]
    public async Task Time_may_decide_instead_of_looks(string provider, string list, string end)
    {
        // So short that a list finds them at their end, whereas looks alone would not: it is none.
        using RoomBench bench = new(provider, new() { RecordingCount = 0, LiveBotCount = 1, LiveBotStep = TimeSpan.FromTicks(1) });

        Assert.Contains($"\"{end}\"", (await bench.TextAsync(list)).Text, StringComparison.Ordinal);
        using RoomBench slow = new(provider, new() { RecordingCount = 0, LiveBotCount = 1, LiveBotStep = TimeSpan.FromDays(1) });
        for (var i = 0; i < 3; i++) Assert.DoesNotContain($"\"{end}\"", (await slow.TextAsync(list)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Live_bots_change_nothing_about_the_others()
    {
        using var without = SandboxServer.Start(new SandboxOptions { RecordingCount = 60 });
        using var with = SandboxServer.Start(new SandboxOptions { RecordingCount = 60, LiveBotCount = 5 });

        Assert.Empty(without.Room<RecallRoom>().BotIds.Except(with.Room<RecallRoom>().BotIds));
        Assert.Equal(without.Room<RecallRoom>().BotIds.Count + 5, with.Room<RecallRoom>().BotIds.Count);
        Assert.Empty(without.Room<AttendeeRoom>().AllIds.Except(with.Room<AttendeeRoom>().AllIds));
        Assert.All(without.Providers, provider => Assert.Equal(without.GetRecordingIds(provider).Order(), with.GetRecordingIds(provider).Order()));
    }
}
