using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;

namespace RecordingCmdlets.Sandbox;

/// <content>Exports: many files as one archive.</content>
public sealed partial class VonageRoom
{
    private readonly ConcurrentDictionary<string, VonageExport> exports = new(StringComparer.Ordinal);
    private readonly List<string> exportOrder = [];

    /// <summary>How many times a job is looked at before it is complete.</summary>
    public int ExportLooks { get; set; } = 2;

    /// <summary>How long an archive can be fetched.</summary>
    public TimeSpan ExportLifetime { get; set; } = TimeSpan.FromDays(7);

    private SandboxHttpResponse Export(RoomCall call, OrderedStore<VonageRecording> store, string? user)
    {
        if (VonageListQuery.FromBody(call.Request.Body) is not { } query) return VonageErrors.BadRequest("The body has to be an object.", call.Echo);
        if (query.Problem is { } problem) return VonageErrors.BadRequest(problem, call.Echo);
        var (items, _) = store.Page(query.Started, query.Filter, 0, int.MaxValue);

        // The same ids for the same order of exports.
        lock (exportOrder)
        {
            var id = new Guid(seed, (short)exportOrder.Count, user is null ? (short)0x4001 : (short)0x4002, 0x80, 0, 0, 0, 0, 0, 0, 1).ToString();
            exports[id] = new(id, [.. items.Select(item => item.Id)], ExportLooks, TimeProvider.System.GetUtcNow() + ExportLifetime);
            exportOrder.Add(id);
            return new(202, VonageJson.JobIds(id));
        }
    }

    private SandboxHttpResponse Jobs(SandboxHttpRequest request, VonagePath path)
    {
        if (request.Method != "GET") return VonageErrors.NoRoute();
        if (Admit(ref path) is { } refusal) return refusal;
        var collection = VonagePath.Collection(AccountId, path.User);
        var host = request.GetHeader("Host");
        if (path.Id is { } id)
        {
            if (!exports.TryGetValue(id, out var job)) return VonageErrors.NotFound();
            job.See();
            return new(200, VonageJson.One(job, collection, host));
        }

        var status = UrlText.ParseQuery(request.RawQuery).GetValueOrDefault("status");
        List<VonageExport> jobs;
        lock (exportOrder) jobs = exportOrder.ConvertAll(number => exports[number]);
        foreach (var job in jobs) job.See();
        return new(200, VonageJson.Page(jobs.FindAll(job => status is null || job.Status == status), collection, host));
    }

    private SandboxHttpResponse Retrieve(RoomCall call)
    {
        if (call.Request.Method is not ("GET" or "HEAD")) return VonageErrors.NoRoute();
        var query = UrlText.ParseQuery(call.Request.RawQuery);
        var id = query.GetValueOrDefault("jobId") ?? query.GetValueOrDefault("job_id") ?? "";
        if (!exports.TryGetValue(id, out var job) || !job.IsComplete || TimeProvider.System.GetUtcNow() > job.ValidUntil) return VonageErrors.NotFound();
        return MediaAnswer.Make(call.Request, new(Pack(job), MediaFile.TypeOf(".zip")), call.Twist)
            .With("Content-Disposition", $"attachment; filename=\"{id}.zip\"");
    }

    /// <summary>The archive. Two files of one name are two entries of it, and what was deleted since then is not in it.</summary>
    private byte[] Pack(VonageExport job)
    {
        using MemoryStream bytes = new();
        using (ZipArchive zip = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var recording in job.Files.Select(Find).OfType<VonageRecording>())
            {
                var entry = zip.CreateEntry(recording.FileName ?? string.Create(CultureInfo.InvariantCulture, $"{recording.Id}.mp3"), CompressionLevel.NoCompression);

                // The same archive each time it is fetched, so that a range of it fits.
                entry.LastWriteTime = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(FileOf(recording).Content.Span);
            }
        }

        return bytes.ToArray();
    }
}
