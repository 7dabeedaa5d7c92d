using RecordingCmdlets.Benchmarks.Measuring;

namespace RecordingCmdlets.Benchmarks;

/// <summary>What it costs to write down, on disk and before each request, what is about to be done.</summary>
internal static class LedgerBenchmark
{
    private const string With = "with", Without = "without";

    public static async Task RunAsync(Report report, bool isQuick)
    {
        var (count, rounds) = isQuick ? (200, 1) : (2_000, 7);
        foreach (var (workers, bulkSize) in ((int, int)[])[(16, 1), (8, 50)])
        {
            var items = bulkSize == 1 ? count : 10 * count;
            var measured = await Rounds.RunAsync(
                rounds,
                warmUps: 1,
                (With, () => RemoveBenchmark.RemoveAsync(items, workers, bulkSize)),
                (Without, () => RemoveBenchmark.RemoveAsync(items, workers, bulkSize, hasLedger: false)));
            var cost = measured.Ratio(With, Without) - 1;
            var way = bulkSize == 1 ? "one by one" : $"in batches of {bulkSize}";
            report.Add(
                $"Ledger: {items:N0} at 20 ms, {way}, {workers} workers",
                $"{measured.Median(With):0.00} s with, {measured.Median(Without):0.00} s without: {cost:P1}", bulkSize == 1 ? "5 %" : "", bulkSize == 1 ? cost <= 0.05 : null);
        }
    }
}
