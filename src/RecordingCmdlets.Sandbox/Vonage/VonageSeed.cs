using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>Invents the recordings of a Vonage account. The same seed and moment give the same ones.</summary>
internal sealed class VonageSeed(SandboxOptions options, IReadOnlyList<string> userIds)
{
    private const string Form = "yyyy-MM-ddTHH:mm:ss";

    private static readonly string[] Directions = ["INBOUND", "OUTBOUND", "INTRA_PBX"];
    private static readonly string[] Names = ["JANE ROE", "RICHARD MILES", "Müller & Söhne", "WIRELESS CALLER"];
    private static readonly string[] Extensions = ["999", "201", "202", "4415"];
    private static readonly long[] Rules = [1989, 1990, 2044];

    private readonly DateTimeOffset now = options.Now ?? TimeProvider.System.GetUtcNow();

    /// <summary>As many recordings as the options ask for.</summary>
    public IEnumerable<VonageRecording> Recordings()
    {
        Random random = new(options.Seed);
        for (var i = 0; i < options.RecordingCount; i++) yield return Recording(random, i);
    }

    private VonageRecording Recording(Random random, int index)
    {
        // Exactly three in twenty are older than 30 days, and none is so near to 30 that a slow run would find it on the other side.
        var age = TimeSpan.FromDays(index % 20 < 3 ? 30.5 + (random.NextDouble() * 89.5) : random.NextDouble() * 29.5);
        var duration = random.Next(10) == 0 ? random.Next(20, 2_000) : random.Next(2_000, 3_600_000);

        // What is recorded has ended.
        var start = now - age - TimeSpan.FromMilliseconds(duration);
        var id = Id(random, index);
        var user = UserId(index);
        var direction = Directions[random.Next(Directions.Length)];
        var isInternal = direction == "INTRA_PBX";
        var isUndated = index % 120 == 59;
        return new()
        {
            Id = id,
            UserId = user,
            CallId = Uuid(random),
            CallDirection = direction,
            CallerId = isInternal ? Extension(random) : PhoneNumber(random),
            Cnam = direction == "INBOUND" ? Names[random.Next(Names.Length)] : null,
            Dnis = isInternal ? Extension(random) : PhoneNumber(random),
            Start = isUndated ? null : Time(start, index),
            End = isUndated ? null : Time(start.AddMilliseconds(duration), index),
            Duration = index % 30 == 11 ? null : duration,
            Extensions = index % 9 == 8 ? null : index % 9 == 7 ? [] : [Extension(random)],

            // Only a rule makes a company recording.
            RuleIds = user is null ? [Rules[random.Next(Rules.Length)]] : null,
            FileName = $"{random.Next(100)}.{random.Next(0x10000):x4}.mp3",
            FileSizeInBytes = 400 + (duration / 64),
            DownloadUrl = MediaLink.To(id, $"{id}.mp3"),
            DigitsAsNumbers = index % 25 == 14,
            ExplicitNulls = index % 8 == 3,
        };
    }

    // Now and then one that 32 bits do not hold.
    private static string Id(Random random, int index) =>
        ((index % 40 == 39 ? 7_000_000_000L : 193_228L) + (index * 3L) + random.Next(3)).ToString(CultureInfo.InvariantCulture);

    private string? UserId(int index)
    {
        if (index % 2 == 0) return null;

        // Three fifths are the first user's. Each ten begin one further, so that what is old is not one user's alone.
        var nth = index / 2;
        return userIds[Math.Max(0, ((nth + (nth / 10)) % 5) - 2)];
    }

    /// <summary>Mostly the usual form; a few of the others that a reader has to take.</summary>
    private static string Time(DateTimeOffset time, int index) => (index % 50) switch
    {
        17 => time.UtcDateTime.ToString(Form + "'Z'", CultureInfo.InvariantCulture),
        27 => time.UtcDateTime.ToString(Form + ".fff'+0000'", CultureInfo.InvariantCulture),
        37 => time.UtcDateTime.AddHours(2).ToString(Form + "'+0200'", CultureInfo.InvariantCulture),
        _ => time.UtcDateTime.ToString(Form + "'+0000'", CultureInfo.InvariantCulture),
    };

    private static string Extension(Random random) => Extensions[random.Next(Extensions.Length)];

    private static string PhoneNumber(Random random) => string.Create(CultureInfo.InvariantCulture, $"1732555{random.Next(10_000):D4}");

    private static string Uuid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
