using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Fuzzing;

/// <summary>A record as a service documents it comes out as it went in; one with an odd date has that date or none.</summary>
public sealed partial class RecordTests
{
    private static readonly Gen<DateTimeOffset> Moments =
        from seconds in Gen.Choose(0, int.MaxValue)
        from micro in Gen.Choose(0, 999_999)
        select Given.Moment("1990-01-01T00:00:00Z").AddSeconds(seconds).AddMicroseconds(micro);

    private static readonly Gen<string?> Texts = Gen.OneOf(Hostile.WholeText.Select(t => (string?)t), Gen.Constant((string?)null));

    [Fact]
    public void A_Telnyx_recording_comes_out_as_it_went_in() => HoldFor(
        "TelnyxRecording",
        from id in Digits("0123456789abcdefABCDEF-_", 36)
        from texts in Gen.ArrayOf(Texts, 3)
        from made in Moments
        from began in Moments
        from ended in Moments
        from length in Gen.Choose(0, int.MaxValue)
        select ((object)new { id, status = texts[0], @from = texts[1], to = texts[2], source = "call", created_at = Iso(made), recording_started_at = Iso(began), recording_ended_at = Iso(ended), duration_millis = length }, new Facts(id)
        {
            Status = texts[0],
            Title = string.IsNullOrWhiteSpace(texts[1]) || string.IsNullOrWhiteSpace(texts[2]) ? null : $"{texts[1]} to {texts[2]}",
            CreatedAt = made,
            StartedAt = began,
            EndedAt = ended,
            Duration = TimeSpan.FromMilliseconds(length),
        }));

    [Theory]
    [InlineData("VonageCompany")]
    [InlineData("VonageOnDemand")]
    public void A_Vonage_recording_comes_out_as_it_went_in(string name) => HoldFor(
        name,
        from id in Gen.Choose(0, int.MaxValue).Select(n => n * 4_000_000_000L)
        from texts in Gen.ArrayOf(Texts, 2)
        from began in Moments.Select(Second)
        from ended in Moments.Select(Second)
        from length in Gen.Choose(0, int.MaxValue)
        from size in Gen.Choose(0, int.MaxValue)
        select ((object)new { id, caller_id = texts[0], dnis = texts[1], start = Plain(began), end = Plain(ended), duration = length, file_size_in_bytes = size }, new Facts(id.ToString(CultureInfo.InvariantCulture))
        {
            Title = string.IsNullOrWhiteSpace(texts[0]) || string.IsNullOrWhiteSpace(texts[1]) ? null : $"{texts[0]} to {texts[1]}",
            CreatedAt = began,
            StartedAt = began,
            EndedAt = ended,
            Duration = TimeSpan.FromMilliseconds(length),
            SizeBytes = size,
        }));

    [Theory]
    [InlineData("WebexUserRecording")]
    [InlineData("WebexAdminRecording")]
    [InlineData("WebexComplianceOfficerRecording")]
    public void A_Webex_recording_comes_out_as_it_went_in(string name) => HoldFor(
        name,
        from id in Digits("0123456789abcdef", 32)
        from texts in Gen.ArrayOf(Texts, 4)
        from made in Moments.Select(Second)
        from began in Moments.Select(Second)
        from length in Gen.Choose(0, int.MaxValue)
        from size in Gen.Choose(0, int.MaxValue)
        select ((object)new { id, topic = texts[0], hostEmail = texts[1], siteUrl = texts[2], status = texts[3], createTime = Iso(made), timeRecorded = Iso(began), durationSeconds = length, sizeBytes = size }, new Facts(id)
        {
            Title = texts[0],
            Owner = texts[1],
            Site = texts[2],
            Status = texts[3],
            CreatedAt = made,
            StartedAt = began,
            Duration = TimeSpan.FromSeconds(length),
            SizeBytes = size,
        }));

    [Fact]
    public void A_Recall_recording_comes_out_as_it_went_in() => HoldFor(
        "RecallRecording",
        from id in Uuids
        from bot in Uuids
        from status in Texts
        from made in Moments
        from began in Moments
        from length in Gen.Choose(0, 1_000_000)
        select ((object)new { id, bot = new { id = bot }, status = new { code = status }, created_at = Iso(made), started_at = Iso(began), completed_at = Iso(began.AddSeconds(length)) }, new Facts(id)
        {
            Status = status,
            CreatedAt = made,
            StartedAt = began,
            EndedAt = began.AddSeconds(length),
            Duration = TimeSpan.FromSeconds(length),
            Related = [bot],
        }));

    [Fact]
    public void A_Recall_bot_is_as_young_as_its_youngest_recording_and_in_its_latest_state() => HoldFor(
        "RecallBotMedia",
        from id in Uuids
        from title in Texts
        from changes in Gen.ArrayOf(Moments)
        from recordings in Gen.NonEmptyListOf(from r in Uuids from began in Moments select (Id: r, Began: began))
        let log = changes.Distinct().Select((at, i) => (code: $"s{i}", created_at: at)).ToList()
        select ((object)new
        {
            id,
            bot_name = title,
            status_changes = log.Select(c => new { c.code, created_at = Iso(c.created_at) }),
            recordings = recordings.Select(r => new { id = r.Id, started_at = Iso(r.Began), status = new { code = "done" } }),
        }, new Facts(id)
        {
            Title = title,
            Status = log.Count == 0 ? null : log.MaxBy(c => c.created_at).code,
            CreatedAt = recordings.Max(r => r.Began),
            StartedAt = recordings.Min(r => r.Began),
            Related = [.. recordings.Select(r => r.Id)],
        }));

    [Fact]
    public void An_Attendee_bot_is_as_old_as_its_first_event() => HoldFor(
        "AttendeeBotMedia",
        from id in Digits("ABCxyz0189", 16).Select(t => $"bot_{t}")
        from state in Texts
        from events in Gen.NonEmptyListOf(Moments)
        select ((object)new { id, state, events = events.Select(e => new { type = "x", created_at = Iso(e) }), join_at = "2020-01-01T00:00:00Z" }, new Facts(id) { Status = state, CreatedAt = events.Min() }));

    [Theory]
    [MemberData(nameof(Shape.All), MemberType = typeof(Shape))]
    public void A_date_that_is_odd_makes_nothing_older_than_it_says(string name)
    {
        using var shape = Shape.Of(name);
        Properties.Hold(Hostile.Date, text =>
        {
            // All dates of the record at once, so that none falls back on another.
            var item = shape.Read(shape.Page(AnyDate().Replace(shape.Record, JsonEscape(text)))).Items.Single();
            if (item.CreatedAt is not { } created) return;
            // The day it names, in any time zone that there is.
            Assert.True(DateTime.TryParseExact(Unescape(text)[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day));
            Assert.InRange((created.UtcDateTime - day).TotalHours, -14, 24 + 14);
        }, always: 3_000);
    }

    private static Gen<string> Uuids => Digits("0123456789abcdef", 32).Select(t => Guid.ParseExact(t, "N").ToString());

    private static void HoldFor(string name, Gen<(object Record, Facts Expected)> cases)
    {
        using var shape = Shape.Of(name);
        Properties.Hold(cases, c =>
        {
            var item = shape.Read(shape.Page(JsonSerializer.Serialize(c.Record))).Items.Single();
            Assert.Equal(
                c.Expected with { Related = null },
                new Facts(item.Id)
                {
                    Title = item.Title,
                    Owner = item.Owner,
                    Site = item.Site,
                    Status = item.Status,
                    CreatedAt = item.CreatedAt,
                    StartedAt = item.StartedAt,
                    EndedAt = item.EndedAt,
                    Duration = item.Duration,
                    SizeBytes = item.SizeBytes,
                });
            if (c.Expected.Related is { } related) Assert.Equal(related, item.RelatedIds);
            Assert.Null(shape.Resource.Id.WhyInvalid(item.Id));
        }, always: 500);
    }

    private static Gen<string> Digits(string alphabet, int length) => Gen.ArrayOf(Gen.Elements(alphabet.ToCharArray()), length).Select(c => new string(c));

    private static DateTimeOffset Second(DateTimeOffset moment) => moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerSecond));

    private static string Iso(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string Plain(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture);

    private static string JsonEscape(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    private static string Unescape(string inJson) => JsonSerializer.Deserialize<string>($"\"{inJson}\"")!;

    [GeneratedRegex(@"2026-\d\d-\d\dT[0-9:.]+(Z|\+0000)")]
    private static partial Regex AnyDate();

    private sealed record Facts(string Id)
    {
        public string? Title { get; init; }

        public string? Owner { get; init; }

        public string? Site { get; init; }

        public string? Status { get; init; }

        public DateTimeOffset? CreatedAt { get; init; }

        public DateTimeOffset? StartedAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public TimeSpan? Duration { get; init; }

        public long? SizeBytes { get; init; }

        public IReadOnlyList<string>? Related { get; init; }
    }
}
