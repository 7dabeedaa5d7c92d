using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace RecordingCmdlets.Benchmarks.Service;

/// <summary>The service in a process of its own, so that its work and its memory are not the client's.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process process;
    private readonly HttpClient http = new();

    private ServiceProcess(Process process, Uri baseUri)
    {
        this.process = process;
        BaseUri = baseUri;
    }

    /// <summary>The base address, as a connection takes it.</summary>
    public Uri BaseUri { get; }

    public static async Task<ServiceProcess> StartAsync(ServiceOptions options)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, Arguments(options)) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The service did not start.");
        return new ServiceProcess(process, new Uri(new Uri(address), "/v2"));
    }

    public async Task<ServiceCounts> CountAsync() => (await http.GetFromJsonAsync<ServiceCounts>(new Uri(BaseUri, "/bench/counts")))!;

    /// <exception cref="InvalidOperationException">Something is still there: then the time means nothing.</exception>
    public async Task CheckAllGoneAsync()
    {
        if ((await CountAsync()).Left is var left && left > 0) throw new InvalidOperationException($"{left} are still there: the time means nothing.");
    }

    public void Dispose()
    {
        http.Dispose();
        process.StandardInput.Close();
        if (!process.WaitForExit(5000)) process.Kill();
        process.Dispose();
    }

    private static List<string> Arguments(ServiceOptions options)
    {
        List<string> arguments = ["serve", "--records", Text(options.Records), "--latency", Text(options.Latency)];
        if (options.PerSecond is { } limit) arguments.AddRange(["--per-second", Text(limit)]);
        if (options.RetryAfter) arguments.Add("--retry-after");
        return arguments;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
