using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>Invents the recordings of a Webex organization. The same seed and moment give the same ones.</summary>
internal sealed class WebexSeed(SandboxOptions options)
{
    /// <summary>Who the token belongs to; half of the recordings are that one's.</summary>
    public const string Caller = "ana.ruiz@example.com";

    /// <summary>The site that counts where none is named.</summary>
    public const string Site = "site4-example.webex.com";

    private static readonly string[] Sites = [Site, Site, "example.webex.com"];
    private static readonly (string Email, string Name)[] Others =
    [
        ("bo.lind@example.com", "Bo Lind"),
        ("chi.nguyen+rooms@example.com", "Chi Nguyen (Rooms)"),
        ("Dee.OHara@example.com", "Dee O'Hara"),
    ];

    private static readonly string[] Topics =
    [
        "Weekly sync",
        "Planning & review",
        "Café \"Zürich\"",
        "Customer call",
        "weekly sync (guests)",
    ];

    private static readonly string[] OtherServices = ["EventCenter", "TrainingCenter", "SupportCenter"];
    private static readonly string[] Tags = ["crm", "lms"];

    private readonly DateTimeOffset now = options.Now ?? TimeProvider.System.GetUtcNow();

    /// <summary>As many recordings as the options ask for, and beyond them one in forty that is in the recycle bin.</summary>
    public IEnumerable<WebexRecording> Recordings()
    {
        Random random = new(options.Seed);
        for (var i = 0; i < options.RecordingCount; i++) yield return Recording(random, i);
        for (var i = 0; i < options.RecordingCount / 40; i++) yield return Recording(random, i) with { Status = "deleted" };
    }

    private WebexRecording Recording(Random random, int index)
    {
        var created = now - Age(random, index);
        var duration = random.Next(5, 7200);
        var recorded = created.AddSeconds(-duration - random.Next(60, 3600));
        var id = Hex(random);
        var site = Sites[random.Next(Sites.Length)];
        var series = Hex(random);
        var instance = random.NextInt64(100_000_000_000_000_000, 1_000_000_000_000_000_000);
        var (host, name) = index % 2 == 0 ? (Caller, "Ana Ruiz") : Others[random.Next(Others.Length)];
        var start = recorded.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var isUpload = random.Next(25) == 0;
        var isRepeated = index % 3 == 0;

        // Sites may keep people from downloading.
        var mayDownload = index % 11 != 5;
        var page = $"https://{site}/{site.Split('-', '.')[0]}";
        return new()
        {
            Id = id,
            MeetingId = string.Create(CultureInfo.InvariantCulture, $"{series}_I_{instance}"),
            ScheduledMeetingId = isRepeated ? $"{series}_{start}" : null,
            MeetingSeriesId = isRepeated ? series : null,
            Topic = index % 45 == 8 ? null : Topics[random.Next(Topics.Length)],
            CreateTime = WebexTime.Format(created),
            TimeRecorded = index % 90 == 59 ? null : WebexTime.Format(recorded),
            SiteUrl = site,
            DownloadUrl = mayDownload ? $"{page}/lsr.php?RCID={random.NextInt64():x16}" : null,
            PlaybackUrl = $"{page}/ldr.php?RCID={random.NextInt64():x16}",
            Password = $"secret{random.Next():x8}",
            Format = isUpload ? "UPLOADED" : random.Next(8) == 0 ? "ARF" : "MP4",
            ServiceType = index % 9 == 8 ? OtherServices[random.Next(OtherServices.Length)] : "MeetingCenter",
            DurationSeconds = index % 5 == 1 ? duration + 0.0m : duration,
            SizeBytes = index % 7 == 1 ? 900 + (duration * 12) + 0.0m : 900 + (duration * 12),
            ShareToMe = host != Caller && random.Next(5) == 0,
            IntegrationTags = index % 15 == 4 ? [Tags[random.Next(Tags.Length)]] : null,
            HostDisplayName = name,
            HostEmail = host,
            RecordingDownloadLink = mayDownload ? MediaLink.To(id, $"{random.NextInt64():x16}.media") : null,
            AudioDownloadLink = mayDownload && !isUpload ? MediaLink.To(id, $"{random.NextInt64():x16}.mp3") : null,
            TranscriptDownloadLink = isRepeated && mayDownload ? MediaLink.To(id, $"{random.NextInt64():x16}.vtt") : null,
        };
    }

    /// <summary>What was said in one of three meetings: a transcript of its own beside the recording.</summary>
    public static WebexTranscript? TranscriptOf(WebexRecording recording) => recording.MeetingSeriesId is null ? null : new()
    {
        // Made of the recording's, so that asking for it changes nothing that is seeded after it.
        Id = Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(recording.Id)).AsSpan(0, 16)).ToLowerInvariant(),
        StartTime = recording.TimeRecorded ?? recording.CreateTime,
        MeetingId = recording.MeetingId,
        ScheduledMeetingId = recording.ScheduledMeetingId,
        MeetingSeriesId = recording.MeetingSeriesId,
        MeetingTopic = recording.Topic,
        SiteUrl = recording.SiteUrl,
        HostEmail = recording.HostEmail,
        Vtt = Speech.Vtt(Speech.Of(recording.Id)),
        Txt = Speech.Plain(Speech.Of(recording.Id)),
    };

    /// <summary>
    /// Exactly three in twenty are older than 30 days, one in fifty by years, and none is so near to 30 days that a slow run
    /// would find it on the other side.
    /// </summary>
    private static TimeSpan Age(Random random, int index)
    {
        var chance = random.NextDouble();
        return TimeSpan.FromDays(
            index % 100 is 1 or 62 ? 730 + (chance * 730)
            : index % 20 < 3 ? 30.5 + (chance * 89.5)
            : chance * 29.5);
    }

    private static string Hex(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return Convert.ToHexString(bytes).ToLowerInvariant();
    }
}
