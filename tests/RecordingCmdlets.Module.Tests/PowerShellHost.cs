using System.Diagnostics;
using System.Text.Json;

namespace RecordingCmdlets.ModuleTests;

/// <summary>The pwsh that the suite runs in, and what it has; or why there is none.</summary>
internal sealed class PowerShellHost
{
    private const string Override = "RECORDINGCMDLETS_PWSH";
    private static readonly Lazy<Task<PowerShellHost>> Found = new(FindAsync);

    private PowerShellHost(string program, Probe? probe, string? whyNot)
    {
        Program = program;
        Probed = probe;
        WhyNot = whyNot;
    }

    public static Task<PowerShellHost> Instance => Found.Value;

    public string Program { get; }

    /// <summary>Why no Pester case can be run; null when they can.</summary>
    public string? WhyNot { get; }

    /// <summary>Why the analyzer cannot be run; null when it can.</summary>
    public string? WhyNoAnalyzer => Probed is null ? WhyNot : Probed.Analyzer is null ? "PSScriptAnalyzer is not installed." : null;

    /// <summary>Why nothing can be taken from a gallery; null when it can.</summary>
    public string? WhyNoGallery => Probed is null ? WhyNot : Probed.Gallery is null ? "Microsoft.PowerShell.PSResourceGet is not installed." : null;

    private Probe? Probed { get; }

    /// <summary>Runs a script file with the staged package first in the module path and everything else of the user's out of reach.</summary>
    public async Task<ProcessOutcome> RunAsync(string script, string stateFolder, TimeSpan limit, params string[] arguments)
    {
        var start = Start(Program, ["-NoLogo", "-NoProfile", "-NonInteractive", "-File", script, .. arguments]);
        start.Environment["PSModulePath"] = Repository.Staging + Path.PathSeparator + Probed!.ModulePath;
        start.Environment["XDG_DATA_HOME"] = stateFolder;
        foreach (var name in start.Environment.Keys.Where(k => k.EndsWith("_API_KEY", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        return await ProcessOutcome.RunAsync(start, limit);
    }

    private static async Task<PowerShellHost> FindAsync()
    {
        var program = Environment.GetEnvironmentVariable(Override) is { Length: > 0 } wanted ? wanted : "pwsh";
        const string Question =
            "$newest = { param($n) (Get-Module -ListAvailable $n | Sort-Object Version -Descending | Select-Object -First 1).Version }; "
            + "@{ Version = \"$($PSVersionTable.PSVersion)\"; Pester = (& $newest Pester)?.ToString(); Analyzer = (& $newest PSScriptAnalyzer)?.ToString(); Gallery = (& $newest Microsoft.PowerShell.PSResourceGet)?.ToString(); ModulePath = $env:PSModulePath } | ConvertTo-Json";
        ProcessOutcome answer;
        try
        {
            answer = await ProcessOutcome.RunAsync(Start(program, ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", Question]), TimeSpan.FromMinutes(1));
        }
        catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or IOException)
        {
            return new PowerShellHost(program, null, $"There is no '{program}' to run it: put PowerShell 7.4 or later on the path, or name it in {Override}.");
        }

        if (answer.ExitCode != 0) return new PowerShellHost(program, null, $"'{program}' does not work: {answer.Text}");
        var probe = JsonSerializer.Deserialize<Probe>(answer.Output)!;
        return System.Version.TryParse(probe.Pester, out var pester) && pester.Major >= 5
            ? new PowerShellHost(program, probe, null)
            : new PowerShellHost(program, probe, $"'{program}' {probe.Version} has Pester {probe.Pester ?? "not at all"}; 5 or later is needed.");
    }

    private static ProcessStartInfo Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["LANG"] = "en_US.UTF-8";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        return start;
    }

    private sealed record Probe(string Version, string? Pester, string? Analyzer, string? Gallery, string ModulePath);
}
