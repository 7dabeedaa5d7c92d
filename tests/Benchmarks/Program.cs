using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using RecordingCmdlets.Benchmarks.Measuring;
using RecordingCmdlets.Benchmarks.Service;
using RecordingCmdlets.Engine;

namespace RecordingCmdlets.Benchmarks;

/// <summary>Measures, and prints a table. What it prints is compared with what it ran beside, in the same run.</summary>
internal static class Program
{
    private static readonly (string Name, Func<Report, bool, Task> Run)[] All =
    [
        ("list", ListBenchmark.RunAsync),
        ("remove", RemoveBenchmark.RunAsync),
        ("pace", PaceBenchmark.RunAsync),
        ("memory", MemoryBenchmark.RunAsync),
        ("import", ImportBenchmark.RunAsync),
        ("ledger", LedgerBenchmark.RunAsync),
    ];

    /// <summary>What is shipped is optimised; anything else says nothing about it.</summary>
    private static bool IsForDebugging { get; } = typeof(RecordingEngine).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;

    private static Task<int> Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var names = new Argument<string[]>("what") { Description = $"What to measure: {string.Join(", ", All.Select(b => b.Name))}; everything when left out.", Arity = ArgumentArity.ZeroOrMore };
        names.AcceptOnlyFromAmong([.. All.Select(b => b.Name)]);
        var quick = new Option<bool>("--quick") { Description = "Runs everything once and small: shows that it works, and proves nothing." };
        var root = new RootCommand("Measures the engine and the cmdlets beside simpler and beside usual ways.") { names, quick, Serve() };
        root.SetAction(async (parsed, _) =>
        {
            var chosen = parsed.GetValue(names) is { Length: > 0 } some ? some : [.. All.Select(b => b.Name)];
            if (IsForDebugging && !parsed.GetValue(quick)) await Console.Error.WriteLineAsync("Built for debugging, so nothing is judged: add -c Release.");
            var report = new Report(Console.Out, judges: !IsForDebugging && !parsed.GetValue(quick));
            foreach (var (name, run) in All)
                if (chosen.Contains(name)) await run(report, parsed.GetValue(quick));
        });
        return root.Parse(args).InvokeAsync();
    }

    /// <summary>The service that is measured against; started by the measurements themselves.</summary>
    private static Command Serve()
    {
        var records = new Option<int>("--records") { Required = true };
        var latency = new Option<int>("--latency");
        var perSecond = new Option<int?>("--per-second");
        var retryAfter = new Option<bool>("--retry-after");
        var serve = new Command("serve") { records, latency, perSecond, retryAfter };
        serve.Hidden = true;
        serve.SetAction(async (parsed, _) => await BenchService.ServeAsync(
            new ServiceOptions(parsed.GetValue(records), parsed.GetValue(latency), parsed.GetValue(perSecond), parsed.GetValue(retryAfter))));
        return serve;
    }
}
