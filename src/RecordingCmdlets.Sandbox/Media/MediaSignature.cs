using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>How the links of a media host are signed.</summary>
internal enum MediaManner
{
    /// <summary>With parameters as object storage has them.</summary>
    Storage,

    /// <summary>With one ticket.</summary>
    Ticket,
}

/// <summary>What a signed link says of itself.</summary>
/// <param name="Name">The file.</param>
/// <param name="Issued">When it was made, in seconds from the epoch.</param>
/// <param name="Lifetime">For how many seconds it is good.</param>
/// <param name="Series">In which series; all of a series can run out at once.</param>
internal readonly record struct MediaSignature(string Name, long Issued, long Lifetime, int Series)
{
    private const string TimeForm = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The query of the link.</summary>
    public string Write(MediaManner manner, byte[] key)
    {
        if (manner == MediaManner.Ticket) return Invariant($"ticket={Issued}.{Lifetime}.{Series}.{Sign(key)}");
        var date = DateTimeOffset.FromUnixTimeSeconds(Issued).ToString(TimeForm, CultureInfo.InvariantCulture);
        return Invariant($"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=sandbox{Series}&X-Amz-Date={date}&X-Amz-Expires={Lifetime}&X-Amz-Signature={Sign(key)}");
    }

    /// <summary>Reads the query of a link; null when it is not signed, or not for this file.</summary>
    public static MediaSignature? Read(string name, string rawQuery, byte[] key)
    {
        var parameters = UrlText.ParseQuery(rawQuery);
        string Value(string parameter) => parameters.GetValueOrDefault(parameter) ?? "";
        var parts = parameters.TryGetValue("ticket", out var ticket)
            ? ticket.Split('.')
            : [Seconds(Value("X-Amz-Date")), Value("X-Amz-Expires"), Value("X-Amz-Credential").Replace("sandbox", "", StringComparison.Ordinal), Value("X-Amz-Signature")];
        if (parts is not [var issued, var lifetime, var series, var signature]) return null;
        if (!long.TryParse(issued, CultureInfo.InvariantCulture, out var from)) return null;
        if (!long.TryParse(lifetime, CultureInfo.InvariantCulture, out var seconds)) return null;
        if (!int.TryParse(series, CultureInfo.InvariantCulture, out var number)) return null;
        MediaSignature read = new(name, from, seconds, number);
        return read.Sign(key) == signature ? read : null;
    }

    private static string Seconds(string date) =>
        DateTimeOffset.TryParseExact(date, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
            : "";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string Sign(byte[] key) =>
        Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(Invariant($"{Name}\n{Issued}\n{Lifetime}\n{Series}")))).ToLowerInvariant();
}
