namespace RecordingCmdlets.Benchmarks.Measuring;

/// <summary>
/// What is compared is measured in turns, so that a machine that is slow for a while is slow for both; what counts is the
/// median of the rounds.
/// </summary>
internal sealed class Rounds
{
    private readonly Dictionary<string, List<double>> taken = new(StringComparer.Ordinal);

    /// <summary>Takes every measurement once a round.</summary>
    /// <param name="count">How many rounds count.</param>
    /// <param name="warmUps">How many come before that do not.</param>
    /// <param name="measurements">Each with its name; gives seconds, or whatever it measures.</param>
    public static async Task<Rounds> RunAsync(int count, int warmUps, params (string Name, Func<Task<double>> Measure)[] measurements)
    {
        var rounds = new Rounds();
        for (var round = -warmUps; round < count; round++)
        {
            foreach (var (name, measure) in measurements)
            {
                var value = await measure();
                if (round >= 0) rounds.Add(name, value);
            }
        }

        return rounds;
    }

    public double Median(string name) => Middle(taken[name]);

    /// <summary>The median of what one was of the other in each round.</summary>
    public double Ratio(string name, string beside) => Middle(taken[name].Zip(taken[beside], static (a, b) => a / b));

    public void Add(string name, double value)
    {
        if (!taken.TryGetValue(name, out var values)) taken[name] = values = [];
        values.Add(value);
    }

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
