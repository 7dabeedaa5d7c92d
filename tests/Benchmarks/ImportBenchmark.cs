using RecordingCmdlets.Benchmarks.Measuring;
using RecordingCmdlets.Benchmarks.Service;

namespace RecordingCmdlets.Benchmarks;

/// <summary>What a session pays before it has done anything: the import, and the first call, in fresh processes.</summary>
internal static class ImportBenchmark
{
    private const string Ours = "Ours", Empty = "Empty", WithViews = "WithViews", Rest = "Rest";

    public static async Task RunAsync(Report report, bool isQuick)
    {
        if (PowerShell.WhyNot is { } why)
        {
            report.Skip("Import and first call", why);
            return;
        }

        using var service = await ServiceProcess.StartAsync(new ServiceOptions(100));
        using var folder = new TempFolder();
        var (imports, calls) = (new Rounds(), new Rounds());
        for (var round = isQuick ? 0 : -1; round < (isQuick ? 1 : 11); round++)
        {
            foreach (var way in (string[])[Ours, Empty, WithViews, Rest])
            {
                var module = way switch { Ours => PowerShell.Module, WithViews => PowerShell.EmptyModuleWithViews, _ => PowerShell.EmptyModule };
                var milliseconds = await PowerShell.RunAsync("Import.ps1", folder.Path, "-Module", module, "-BaseUri", service.BaseUri.ToString(), "-Way", way);
                if (round < 0) continue;
                imports.Add(way, milliseconds["Import"]);
                calls.Add(way, milliseconds["Call"]);
            }
        }

        var (times, over) = (imports.Ratio(Ours, Empty), calls.Median(Ours) - calls.Median(Empty));
        report.Add("Import-Module: an empty binary module", $"{imports.Median(Empty):0} ms");
        report.Add("Import-Module: an empty binary module with one view and one type", $"{imports.Median(WithViews):0} ms");
        report.Add("Import-Module: RecordingCmdlets", $"{imports.Median(Ours):0} ms, {times:0.00} of empty, {imports.Ratio(Ours, WithViews):0.00} of the one with a view", "1.5 of empty", times <= 1.5);
        report.Add("First call: a cmdlet that does nothing", $"{calls.Median(Empty):0} ms");
        report.Add("First call: Invoke-RestMethod", $"{calls.Median(Rest):0} ms");
        report.Add("First call: Connect-RecordingProvider and Get-Recording", $"{calls.Median(Ours):0} ms, {over:0} ms over the one that does nothing", "under 150 ms over", over < 150);
    }
}
