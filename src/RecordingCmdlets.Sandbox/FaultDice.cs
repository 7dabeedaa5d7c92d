namespace RecordingCmdlets.Sandbox;

/// <summary>Decides by chance, but the same chance for the same seed, which request goes wrong and how.</summary>
internal sealed class FaultDice
{
    private readonly object gate = new();
    private readonly Random random;
    private readonly (SandboxFault Fault, double UpTo)[] faults;

    /// <summary>Takes the shares that <see cref="SandboxOptions.FaultRates"/> names.</summary>
    public FaultDice(int seed, IReadOnlyDictionary<string, double> rates)
    {
        random = new(seed);
        var sum = 0.0;
        List<(SandboxFault, double)> shares = [];

        // In a fixed order, since a dictionary's own would decide what a seed means.
        foreach (var (name, rate) in rates.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            var fault = SandboxFault.FromName(name);
            if (rate is not (>= 0 and <= 1)) throw new ArgumentException($"The rate of {fault} has to be from 0 to 1.", nameof(rates));
            shares.Add((fault, sum += rate));
        }

        // A little more than 1 may come of adding.
        if (sum > 1.000001) throw new ArgumentException("The fault rates add up to more than 1.", nameof(rates));
        faults = [.. shares];
    }

    /// <summary>The fault for the next request; null for most.</summary>
    public SandboxFault? Roll()
    {
        if (faults.Length == 0) return null;
        double chance;
        lock (gate) chance = random.NextDouble();
        foreach (var (fault, upTo) in faults)
        {
            if (chance < upTo) return fault;
        }

        return null;
    }
}
