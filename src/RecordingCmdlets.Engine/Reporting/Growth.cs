namespace RecordingCmdlets.Engine.Reporting;

/// <summary>What was created in which month, of what is still there.</summary>
internal sealed class Growth
{
    /// <summary>So many months are shown one by one.</summary>
    private const int Shown = 24;

    private readonly SortedDictionary<int, Tally> months = [];

    public Tally Undated { get; } = new();

    public void Add(DateTimeOffset? created, long? sizeBytes)
    {
        if (created is not { } moment)
        {
            Undated.Add(sizeBytes);
            return;
        }

        var month = Index(moment);
        if (!months.TryGetValue(month, out var tally)) months[month] = tally = new Tally();
        tally.Add(sizeBytes);
    }

    /// <summary>The months from the first one with an item to this one, at most two years of them; before and after them one line each, if there is anything.</summary>
    public IReadOnlyList<GrowthLine> Lines(DateTimeOffset now)
    {
        if (months.Count == 0) return [];
        var last = Index(now);
        var first = Math.Max(Math.Min(months.Keys.First(), last), last - Shown + 1);
        var lines = new List<GrowthLine>();
        var sum = new Tally();
        Take(null, isLater: false, months.TakeWhile(m => m.Key < first));
        for (var month = first; month <= last; month++) Take(month, isLater: false, months.TryGetValue(month, out var own) ? [new(month, own)] : []);
        Take(null, isLater: true, months.SkipWhile(m => m.Key <= last));
        return lines;

        void Take(int? month, bool isLater, IEnumerable<KeyValuePair<int, Tally>> some)
        {
            var tally = new Tally();
            foreach (var (_, one) in some) tally.Add(one);
            if (month is null && tally.Items == 0) return;
            sum.Add(tally);
            var start = month is { } index ? new DateTime(index / 12, (index % 12) + 1, 1) : (DateTime?)null;
            lines.Add(new GrowthLine(start is { } day ? DateOnly.FromDateTime(day) : null, isLater, tally, sum.Items, sum.Bytes));
        }
    }

    // From year 0, so that a month is one number.
    private static int Index(DateTimeOffset moment) => (moment.UtcDateTime.Year * 12) + moment.UtcDateTime.Month - 1;
}

/// <summary>A month, or what is before or after those shown.</summary>
/// <param name="Month">Its first day; null for the lines before and after.</param>
/// <param name="IsLater">Whether it is the line after.</param>
/// <param name="Tally">What was created in it.</param>
/// <param name="Items">All items up to its end.</param>
/// <param name="Bytes">All bytes up to its end.</param>
internal sealed record GrowthLine(DateOnly? Month, bool IsLater, Tally Tally, long Items, long Bytes);
