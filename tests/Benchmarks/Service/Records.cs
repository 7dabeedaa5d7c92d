using System.Buffers;
using System.Globalization;
using System.Text;

namespace RecordingCmdlets.Benchmarks.Service;

/// <summary>
/// Many recordings, one a second, of which any may be removed. Which of those that are left is the n-th is found by a
/// Fenwick tree, so that a million of them cost no more than a thousand.
/// </summary>
internal sealed class Records
{
    private const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private static readonly DateTimeOffset First = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock state = new();
    private readonly bool[] isThere;
    private readonly int[] tree;
    private readonly byte[] template;
    private readonly int[] idAt;
    private readonly int[] dateAt;

    public Records(int count)
    {
        isThere = new bool[count];
        Array.Fill(isThere, true);
        tree = new int[count + 1];
        for (var i = 1; i <= count; i++)
        {
            tree[i]++;
            if (i + (i & -i) <= count) tree[i + (i & -i)] += tree[i];
        }

        // Fields and lengths as the service's own reference shows them.
        var json = $$"""
            {"id":"{{Id(0)}}","record_type":"recording","status":"completed","source":"call","channels":"dual","initiated_by":"StartCallRecordingAPI","created_at":"{{Date(0)}}","updated_at":"{{Date(0)}}","recording_started_at":"{{Date(0)}}","recording_ended_at":"{{Date(0)}}","duration_millis":60000,"download_urls":{"mp3":"https://bucket.example/r.mp3?X-Amz-Expires=600"},"call_control_id":"v3:e-31Onv-made-up","call_leg_id":"84a97d76-e40f-11ed-9074-02420a0daa69","call_session_id":"84a97d76-e40f-11ed-9074-02420a0daa70","conference_id":null,"connection_id":"175237942907135762","from":"+15551234567","to":"+15557654321"}
            """;
        template = Encoding.ASCII.GetBytes(json);
        idAt = Find(json, Id(0));
        dateAt = Find(json, Date(0));
    }

    /// <summary>How many are left.</summary>
    public int Count
    {
        get
        {
            lock (state) return CountTo(isThere.Length);
        }
    }

    /// <summary>Removes one.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(ReadOnlySpan<char> id)
    {
        if (!int.TryParse(id[^12..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || (uint)number >= (uint)isThere.Length) return false;
        lock (state)
        {
            if (!isThere[number]) return false;
            isThere[number] = false;
            for (var i = number + 1; i < tree.Length; i += i & -i) tree[i]--;
            return true;
        }
    }

    /// <summary>Writes a page of those that are left of a span, newest first. All of it is of one moment, whoever removes meanwhile.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="from">The begin of the span; none when null.</param>
    /// <param name="to">The end of the span; none when null.</param>
    /// <param name="number">The number of the page, from 1.</param>
    /// <param name="size">How many are on a page.</param>
    /// <returns>How many are left of the span.</returns>
    public int WritePage(IBufferWriter<byte> into, string? from, string? to, int number, int size)
    {
        var low = from is null ? 0 : Math.Clamp((int)Math.Ceiling((Moment(from) - First).TotalSeconds), 0, isThere.Length);
        var high = to is null ? isThere.Length : Math.Clamp((int)Math.Floor((Moment(to) - First).TotalSeconds) + 1, low, isThere.Length);
        lock (state)
        {
            var (skip, all) = (CountTo(low), CountTo(high) - CountTo(low));
            var before = (int)Math.Min((number - 1L) * size, all);
            var count = Math.Min(size, all - before);
            var next = count > 0 ? Find(skip + all - before - 1) : -1;
            for (var written = 0; written < count; next--)
            {
                if (!isThere[next]) continue;
                if (written++ > 0) into.Write(","u8);
                WriteOne(into, next);
            }

            return all;
        }
    }

    public static string Id(int number) => $"84a97d76-e40f-11ed-9074-{number.ToString("000000000000", CultureInfo.InvariantCulture)}";

    private void WriteOne(IBufferWriter<byte> into, int number)
    {
        var span = into.GetSpan(template.Length);
        template.CopyTo(span);
        Span<byte> text = stackalloc byte[24];
        number.TryFormat(text, out _, "000000000000", CultureInfo.InvariantCulture);
        foreach (var at in idAt) text[..12].CopyTo(span[(at + 24)..]);
        First.AddSeconds(number).TryFormat(text, out var length, DateFormat, CultureInfo.InvariantCulture);
        foreach (var at in dateAt) text[..length].CopyTo(span[at..]);
        into.Advance(template.Length);
    }

    private static string Date(int number) => First.AddSeconds(number).ToString(DateFormat, CultureInfo.InvariantCulture);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static int[] Find(string text, string part)
    {
        var found = new List<int>();
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + 1, StringComparison.Ordinal)) found.Add(at);
        return [.. found];
    }

    private int CountTo(int number)
    {
        var sum = 0;
        for (var i = number; i > 0; i -= i & -i) sum += tree[i];
        return sum;
    }

    /// <summary>The number of the record at a place, counted from 0, among those that are left.</summary>
    private int Find(int place)
    {
        var number = 0;
        for (var step = 1 << (31 - int.LeadingZeroCount(isThere.Length)); step > 0; step >>= 1)
        {
            if (number + step >= tree.Length || tree[number + step] > place) continue;
            number += step;
            place -= tree[number];
        }

        return number;
    }
}
