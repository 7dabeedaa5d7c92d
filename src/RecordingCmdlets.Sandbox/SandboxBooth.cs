namespace RecordingCmdlets.Sandbox;

/// <summary>One service with its port, its limit and its count of requests: what happens to a request outside of the room.</summary>
internal sealed class SandboxBooth : IDisposable
{
    private readonly SandboxServer sandbox;
    private readonly string apiKey;
    private readonly RateWindow? window;
    private readonly SandboxHttpServer server;
    private int count;

    /// <summary>Opens a port for a room.</summary>
    public SandboxBooth(SandboxServer sandbox, ISandboxRoom room)
    {
        this.sandbox = sandbox;
        apiKey = sandbox.ApiKey.Reveal();
        Room = room;
        window = room.IsLimited && (sandbox.Options.RequestsPerSecondAt.TryGetValue(room.Name, out var own) ? own : sandbox.Options.RequestsPerSecond) is { } limit ? new(limit) : null;
        server = new(AnswerAsync);
        BaseUri = new($"http://127.0.0.1:{server.Port}{room.BasePath}");
    }

    /// <summary>The service itself.</summary>
    public ISandboxRoom Room { get; }

    /// <summary>Where it is served.</summary>
    public Uri BaseUri { get; }

    /// <summary>Starts counting requests again.</summary>
    public void ResetCount() => Volatile.Write(ref count, 0);

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();

    private async ValueTask<SandboxReply> AnswerAsync(SandboxHttpRequest request, CancellationToken stop)
    {
        var time = TimeProvider.System.GetUtcNow();
        SandboxRequestContext context = new(
            request,
            Room.Name,
            sandbox.NextSequence(),
            Interlocked.Increment(ref count),
            Room.IsAuthorized(request, apiKey));
        var rate = window?.Take();
        SandboxFault? fault = null;
        RoomAnswer answer;
        string? played;
        try
        {
            fault = Choose(context, request, rate);
            if (fault is { HeldBefore.Ticks: > 0 }) await Task.Delay(fault.HeldBefore, stop);
            answer = Act(context, request, fault, rate);
            played = fault == SandboxFault.None ? null : fault?.Name;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A test's own hook is the likely culprit, and it should learn of it.
            answer = new(Room.Error(500, echo: null));
            played = error.ToString();
        }

        var delivery = fault?.Delivery ?? SandboxDelivery.Normal;
        Dress(answer.Response, context, rate, isCustom: fault?.Answer is not null);

        // Before it is sent: who has the answer finds the request in the log.
        sandbox.Log.Add(new()
        {
            Sequence = context.Sequence,
            Time = time,
            Provider = context.Provider,
            Method = context.Method,
            Path = context.Path,
            Query = Room.HasSecretQuery ? "" : context.Query,
            Body = Room.HasSecretBody(request) ? UrlText.MaskValues(context.Body) : context.Body,
            Authorized = context.Authorized,
            SentAuthorization = request.GetHeader("Authorization") is not null,
            Range = request.GetHeader("Range"),
            Status = delivery is SandboxDelivery.Normal or SandboxDelivery.Truncate or SandboxDelivery.StallMidway or SandboxDelivery.Endless ? answer.Response.Status : 0,
            Fault = played,
            Deleted = answer.Deleted ?? [],
        });

        // After the act: what a client does not wait for has happened all the same.
        var held = sandbox.Options.Latency + (fault?.HeldAfter ?? TimeSpan.Zero);
        if (held > TimeSpan.Zero) await Task.Delay(held, stop);
        return new(answer.Response, delivery, fault?.Taken);
    }

    /// <summary>What a test wants comes first, and then only a request within the limit is left to chance.</summary>
    private SandboxFault? Choose(SandboxRequestContext context, SandboxHttpRequest request, RateState? rate)
    {
        if (sandbox.OnRequest?.Invoke(context) is { } wanted) return wanted;
        if (rate is { Exceeded: true }) return null;

        // Half of what is no batch is not a fault, nor is a damaged file where there is none.
        return sandbox.Dice.Roll() is { } fault
            && (!fault.HalvesBatches || Room.IsBatch(request))
            && (fault.Twist == MediaTwist.None || Room.ServesMedia(request)) ? fault : null;
    }

    private RoomAnswer Act(SandboxRequestContext context, SandboxHttpRequest request, SandboxFault? fault, RateState? rate)
    {
        // Only a fault that a test asked for goes past the limit.
        if (fault is null && rate is { Exceeded: true }) return new(Room.Error(429, echo: null));
        if (fault?.ErrorStatus is { } status) return new(Room.Error(status, echo: null));

        var answer = fault is { Acts: false } ? default : Perform(context, request, fault);
        if (fault?.Answer is { } make) return answer with { Response = make() };

        if (fault?.Rewrite is { } rewrite) return answer with { Response = rewrite(answer.Response) };

        // Where nothing was done there is nothing to send either, whatever the delivery.
        return answer.Response is null ? new(new(500)) : answer;
    }

    private RoomAnswer Perform(SandboxRequestContext context, SandboxHttpRequest request, SandboxFault? fault)
    {
        var echo = sandbox.EchoSecretInErrors ? request.GetHeader("Authorization") ?? "" : null;
        return context.Authorized
            ? Room.Handle(new(request, fault is { HalvesBatches: true }, echo, fault?.Twist ?? MediaTwist.None))
            : new(Room.Refuse(request, echo));
    }

    private void Dress(SandboxHttpResponse response, SandboxRequestContext context, RateState? rate, bool isCustom)
    {
        if (response.Status == 429 && !isCustom)
        {
            // A throttle fault looks no different from the limit itself.
            rate = new(rate?.Limit, Remaining: 0, ResetSeconds: 1, Exceeded: true);
            if (sandbox.ReplyRetryAfterSeconds is { } seconds) response.WithDefault("Retry-After", $"{seconds}");
        }

        Room.AddHeaders(response, sandbox.RequestId(context.Sequence), sandbox.SendRateHeaders ? rate : null);
    }
}
