using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RecordingCmdlets.Benchmarks.Service;

/// <summary>What the service is to be like.</summary>
/// <param name="Records">How many recordings there are.</param>
/// <param name="Latency">Milliseconds that every answer takes.</param>
/// <param name="PerSecond">Requests allowed in a second; as many as come when null.</param>
/// <param name="RetryAfter">Whether a 429 says when to come back.</param>
internal sealed record ServiceOptions(int Records, int Latency = 0, int? PerSecond = null, bool RetryAfter = false);

/// <summary>What the service counted.</summary>
internal sealed record ServiceCounts(int Left, int Passed, int Refused, double SecondsAfterFirstRefusal, int PassedAfterFirstRefusal);

/// <summary>
/// As much of Telnyx as the measurements need (list, delete, delete many), on Kestrel and as fast as it can be made:
/// what is measured is the client.
/// </summary>
internal static class BenchService
{
    public static async Task ServeAsync(ServiceOptions options)
    {
        var records = new Records(options.Records);
        var throttle = new Throttle(options.PerSecond);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Use(async (context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/bench"))
            {
                await next(context);
                return;
            }

            if (!throttle.TryPass())
            {
                context.Response.StatusCode = 429;
                if (options.RetryAfter) context.Response.Headers.RetryAfter = "1";
                await AnswerAsync(context, """{"errors":[{"code":"10011","title":"Too many requests"}]}"""u8.ToArray());
                return;
            }

            if (options.Latency > 0) await Task.Delay(options.Latency);
            await next(context);
        });
        app.MapGet("/v2/recordings", context => ListAsync(context, records));
        app.MapDelete("/v2/recordings/{id}", async context =>
        {
            var id = (string)context.Request.RouteValues["id"]!;
            if (!records.Remove(id)) context.Response.StatusCode = 404;
            await AnswerAsync(context, """{"data":{}}"""u8.ToArray());
        });
        app.MapPost("/v2/recordings/actions/delete", async context =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            foreach (var id in body.RootElement.GetProperty("ids").EnumerateArray()) records.Remove(id.GetString());
            await AnswerAsync(context, """{"status":"ok"}"""u8.ToArray());
        });
        app.MapGet("/bench/counts", context => context.Response.WriteAsJsonAsync(Count(records, throttle)));
        await app.StartAsync();
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        // It lives as long as whoever started it keeps the pipe open.
        await Console.In.ReadToEndAsync();
    }

    private static async Task ListAsync(HttpContext context, Records records)
    {
        var query = context.Request.Query;
        var number = int.Parse(query["page[number]"].FirstOrDefault() ?? "1", CultureInfo.InvariantCulture);
        var size = int.Parse(query["page[size]"].FirstOrDefault() ?? "20", CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/json";
        var body = context.Response.BodyWriter;
        body.Write("{\"data\":["u8);
        var count = records.WritePage(body, query["filter[created_at][gte]"].FirstOrDefault(), query["filter[created_at][lte]"].FirstOrDefault(), number, size);
        body.Write("],\"meta\":"u8);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(new { page_number = number, page_size = size, total_pages = (count + size - 1) / size, total_results = count }));
        body.Write("}"u8);
        await body.FlushAsync();
    }

    private static Task AnswerAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json, 0, json.Length);
    }

    private static ServiceCounts Count(Records records, Throttle throttle) => new(
        records.Count,
        throttle.Passed,
        throttle.Refused,
        throttle.Refused == 0 ? 0 : TimeProvider.System.GetElapsedTime(throttle.FirstRefusedAt, throttle.LastPassedAt).TotalSeconds,
        throttle.Refused == 0 ? 0 : throttle.Passed - throttle.PassedBefore);
}
