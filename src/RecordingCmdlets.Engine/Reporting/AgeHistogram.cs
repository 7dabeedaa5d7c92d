namespace RecordingCmdlets.Engine.Reporting;

/// <summary>How old the items are, in steps that people think in. A limit is always the border of two steps.</summary>
internal sealed class AgeHistogram
{
    private static readonly int[] UsualDays = [7, 30, 90, 180, 365, 730, 1825];

    private readonly TimeSpan? limit;
    private readonly List<AgeStep> steps = [];

    public AgeHistogram(TimeSpan? limit)
    {
        this.limit = limit;
        // A usual border right beside the limit would only make a step that is empty.
        var borders = UsualDays.Select(d => TimeSpan.FromDays(d)).Where(b => limit is not { } l || b < l * 0.8 || b > l * 1.25).ToList();
        if (limit is { } own) borders.Add(own);
        borders.Sort();
        TimeSpan? from = null;
        foreach (var border in borders)
        {
            steps.Add(new AgeStep(from, border, from >= limit));
            from = border;
        }

        steps.Add(new AgeStep(from, null, from >= limit));
    }

    /// <summary>From the youngest to the oldest.</summary>
    public IReadOnlyList<AgeStep> Steps => steps;

    /// <summary>Items without a date: of no age, and never older than anything.</summary>
    public Tally Undated { get; } = new();

    /// <summary>Items past the limit.</summary>
    public Tally PastLimit { get; } = new();

    public bool IsPastLimit(TimeSpan? age) => age > limit;

    public void Add(TimeSpan? age, long? sizeBytes)
    {
        // Exactly at a border is not past it, as for a rule by age.
        (age is { } known ? steps.First(s => !(known > s.To)).Tally : Undated).Add(sizeBytes);
        if (IsPastLimit(age)) PastLimit.Add(sizeBytes);
    }
}

/// <summary>One step of ages: past <paramref name="From"/>, and not past <paramref name="To"/>.</summary>
internal sealed record AgeStep(TimeSpan? From, TimeSpan? To, bool IsPastLimit)
{
    public Tally Tally { get; } = new();
}
