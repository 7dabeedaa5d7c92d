using System.Globalization;
using System.Text.Json;
using RecordingCmdlets.Benchmarks.Measuring;
using RecordingCmdlets.Benchmarks.Service;

namespace RecordingCmdlets.Benchmarks;

/// <summary>Listing: the engine and the cmdlet beside the least that can be written, and beside what people write.</summary>
internal static class ListBenchmark
{
    private const string Bare = "bare", Ours = "engine", Cmdlet = "cmdlet", Rest = "rest";

    public static async Task RunAsync(Report report, bool isQuick)
    {
        var (count, warmUps, rounds) = isQuick ? (5_000, 1, 1) : (100_000, 10, 9);
        using var service = await ServiceProcess.StartAsync(new ServiceOptions(count));
        using var client = await Client.ConnectAsync(service);
        using var http = new HttpClient();
        var measured = await Rounds.RunAsync(
            rounds,
            warmUps,
            (Bare, () => PerSecondAsync(count, () => ListBareAsync(http, service.BaseUri))),
            (Ours, () => PerSecondAsync(count, async () => await client.ListAsync().CountAsync())));
        report.Add($"List {count:N0}: HttpClient and System.Text.Json, nothing else", $"{measured.Median(Bare):N0}/s");
        report.Add($"List {count:N0}: engine", $"{measured.Median(Ours):N0}/s, {measured.Ratio(Ours, Bare):0.00} of bare", "0.9 of bare", measured.Ratio(Ours, Bare) >= 0.9);
        if (PowerShell.WhyNot is { } why)
        {
            report.Skip("List: cmdlet and Invoke-RestMethod loop", why);
            return;
        }

        for (var round = 0; round < (rounds + 1) / 2; round++)
        {
            var seconds = await PowerShell.RunAsync(
                "List.ps1", client.Folder, "-Module", PowerShell.Module, "-BaseUri", service.BaseUri.ToString(), "-Count", Text(count), "-Repeat", Text(warmUps));
            measured.Add("bare beside", await PerSecondAsync(count, () => ListBareAsync(http, service.BaseUri)));
            measured.Add("first", count / seconds["First"]);
            measured.Add(Cmdlet, count / seconds["Cmdlet"]);
            measured.Add(Rest, count / seconds["Rest"]);
        }

        var (ofBare, ofRest) = (measured.Ratio(Cmdlet, "bare beside"), measured.Ratio(Cmdlet, Rest));
        report.Add($"List {count:N0}: Get-Recording in PowerShell", $"{measured.Median(Cmdlet):N0}/s, {ofBare:0.00} of bare", "0.6 of bare", ofBare >= 0.6);
        report.Add($"List {count:N0}: Get-Recording, the first time in a process", $"{measured.Median("first"):N0}/s");
        report.Add($"List {count:N0}: Invoke-RestMethod loop", $"{measured.Median(Rest):N0}/s; Get-Recording is {ofRest:0.0} times as fast", "10 times", ofRest >= 10);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<double> PerSecondAsync(int count, Func<Task<int>> list)
    {
        var start = TimeProvider.System.GetTimestamp();
        if (await list() is var seen && seen != count) throw new InvalidOperationException($"{seen} of {count} were listed.");
        return count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<int> ListBareAsync(HttpClient http, Uri baseUri)
    {
        var seen = 0;
        for (var (number, last) = (1, 1); number <= last; number++)
        {
            using var answer = await http.GetStreamAsync(new Uri($"{baseUri}/recordings?page[number]={number}&page[size]=250"));
            using var page = await JsonDocument.ParseAsync(answer);
            last = page.RootElement.GetProperty("meta").GetProperty("total_pages").GetInt32();
            foreach (var item in page.RootElement.GetProperty("data").EnumerateArray())
                if (item.GetProperty("id").GetString() is not null && item.GetProperty("created_at").GetDateTimeOffset() < DateTimeOffset.MaxValue) seen++;
        }

        return seen;
    }
}
