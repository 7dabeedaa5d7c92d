namespace RecordingCmdlets.Sandbox;

/// <summary>One way for a request to go wrong: whether it is carried out, what is answered, and how that is delivered.</summary>
public sealed class SandboxFault
{
    private SandboxFault(string name) => Name = name;

    /// <summary>No fault, neither one that chance would have played nor the limit.</summary>
    public static SandboxFault None { get; } = new(nameof(None));

    /// <summary>429 with the service's throttle headers; nothing is done.</summary>
    public static SandboxFault Throttle { get; } = new(SandboxFaults.Throttle) { Acts = false, ErrorStatus = 429 };

    /// <summary>500 in the service's error body; nothing is done.</summary>
    public static SandboxFault ServerError { get; } = new(SandboxFaults.ServerError) { Acts = false, ErrorStatus = 500 };

    /// <summary>503 in the service's error body; nothing is done.</summary>
    public static SandboxFault Unavailable { get; } = new(SandboxFaults.Unavailable) { Acts = false, ErrorStatus = 503 };

    /// <summary>The connection is reset; nothing is done.</summary>
    public static SandboxFault ResetBefore { get; } = new(SandboxFaults.ResetBefore) { Acts = false, Delivery = SandboxDelivery.Reset };

    /// <summary>The request is carried out, then the connection is reset.</summary>
    public static SandboxFault ResetAfter { get; } = new(SandboxFaults.ResetAfter) { Delivery = SandboxDelivery.Reset };

    /// <summary>The request is carried out, half of the answer sent.</summary>
    public static SandboxFault Truncate { get; } = new(SandboxFaults.Truncate) { Delivery = SandboxDelivery.Truncate };

    /// <summary>The request is carried out and never answered.</summary>
    public static SandboxFault Stall { get; } = new(SandboxFaults.Stall) { Delivery = SandboxDelivery.Stall };

    /// <summary>Nothing is done and nothing ever answered.</summary>
    public static SandboxFault StallBefore { get; } = new(nameof(StallBefore)) { Acts = false, Delivery = SandboxDelivery.Stall };

    /// <summary>The connection is closed in good order, as one that was idle too long; nothing is done.</summary>
    public static SandboxFault CloseWarmBefore { get; } =
        new(nameof(CloseWarmBefore)) { Acts = false, Delivery = SandboxDelivery.CloseWarm };

    /// <summary>The request is carried out, then the connection closed in good order: what tempts a client to send it again.</summary>
    public static SandboxFault CloseWarmAfter { get; } = new(nameof(CloseWarmAfter)) { Delivery = SandboxDelivery.CloseWarm };

    /// <summary>The request is carried out, half of the answer sent, and then nothing more.</summary>
    public static SandboxFault StallMidway { get; } = new(nameof(StallMidway)) { Delivery = SandboxDelivery.StallMidway };

    /// <summary>A batch answers ok and does half of it: the second, the fourth and so on; of a batch of one, nothing.</summary>
    public static SandboxFault HalfBatch { get; } = new(SandboxFaults.HalfBatch) { HalvesBatches = true };

    /// <summary>A link to a file has run out before its time.</summary>
    public static SandboxFault ExpiredLink { get; } = new(SandboxFaults.ExpiredLink) { Twist = MediaTwist.Expired };

    /// <summary>A file has nothing in it.</summary>
    public static SandboxFault EmptyMedia { get; } = new(SandboxFaults.EmptyMedia) { Twist = MediaTwist.Empty };

    /// <summary>A file is half as long as the service says, in an answer that is whole.</summary>
    public static SandboxFault ShortMedia { get; } = new(SandboxFaults.ShortMedia) { Twist = MediaTwist.Short };

    /// <summary>A file is longer than the service says.</summary>
    public static SandboxFault LongMedia { get; } = new(nameof(LongMedia)) { Twist = MediaTwist.Long };

    /// <summary>A range is passed over: the whole file is sent with 200, and nothing says that ranges can be had.</summary>
    public static SandboxFault IgnoreRange { get; } = new(nameof(IgnoreRange)) { Twist = MediaTwist.Whole };

    /// <summary>A file is another one of the same length, with another tag.</summary>
    public static SandboxFault ChangedMedia { get; } = new(nameof(ChangedMedia)) { Twist = MediaTwist.Changed };

    /// <summary>The name that the request log shows.</summary>
    public string Name { get; }

    /// <summary>Whether the request is carried out.</summary>
    internal bool Acts { get; private init; } = true;

    /// <summary>Whether a batch is carried out in half.</summary>
    internal bool HalvesBatches { get; private init; }

    /// <summary>What is wrong with a file that is served.</summary>
    internal MediaTwist Twist { get; private init; }

    /// <summary>Answered in the service's own error body.</summary>
    internal int? ErrorStatus { get; private init; }

    /// <summary>Makes what is answered instead; afresh each time, since headers are added to it.</summary>
    internal Func<SandboxHttpResponse>? Answer { get; private init; }

    /// <summary>Changes the service's own answer.</summary>
    internal Func<SandboxHttpResponse, SandboxHttpResponse>? Rewrite { get; private init; }

    /// <summary>Hears how much of an endless body was sent.</summary>
    internal Action<long>? Taken { get; private init; }

    internal SandboxDelivery Delivery { get; private init; }

    internal TimeSpan HeldBefore { get; private init; }

    internal TimeSpan HeldAfter { get; private init; }

    /// <summary>The request is carried out at once and its answer held back for a while.</summary>
    /// <param name="time">How long, besides the latency of the sandbox.</param>
    /// <returns>The fault.</returns>
    public static SandboxFault Delay(TimeSpan time) => new(nameof(Delay)) { HeldAfter = time };

    /// <summary>The request is carried out only after a while, even if the client has given up by then.</summary>
    /// <param name="time">How long.</param>
    /// <returns>The fault.</returns>
    public static SandboxFault DelayBefore(TimeSpan time) => new(nameof(DelayBefore)) { HeldBefore = time };

    /// <summary>Nothing is done, and this is answered.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body; sent as JSON unless a Content-Type header says otherwise.</param>
    /// <param name="headers">Headers; they win over the sandbox's own.</param>
    /// <returns>The fault.</returns>
    public static SandboxFault Respond(int status, string body, params (string Name, string Value)[] headers) =>
        new(nameof(Respond)) { Acts = false, Answer = () => Make(status, body, headers) };

    /// <summary>Nothing is done, and another address is named.</summary>
    /// <param name="location">The address.</param>
    /// <param name="status">301, 302, 303, 307 or 308.</param>
    /// <returns>The fault.</returns>
    public static SandboxFault Redirect(string location, int status = 302) =>
        new(nameof(Redirect)) { Acts = false, Answer = () => new SandboxHttpResponse(status).With("Location", location) };

    /// <summary>The request is carried out, and this is answered.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body; sent as JSON unless a Content-Type header says otherwise.</param>
    /// <param name="headers">Headers; they win over the sandbox's own.</param>
    /// <returns>The fault.</returns>
    public static SandboxFault RespondAfterActing(int status, string body, params (string Name, string Value)[] headers) =>
        new(nameof(RespondAfterActing)) { Answer = () => Make(status, body, headers) };

    /// <summary>The request is carried out, and its own answer changed on the way.</summary>
    /// <param name="rewrite">Makes what is answered of what would have been.</param>
    /// <returns>The fault.</returns>
    public static SandboxFault Change(Func<SandboxHttpResponse, SandboxHttpResponse> rewrite) => new(nameof(Change)) { Rewrite = rewrite };

    /// <summary>The request is carried out, and a body without end is the answer.</summary>
    /// <param name="announced">The length that the head tells; in chunks when null.</param>
    /// <param name="taken">Hears how many bytes were sent before the client hung up.</param>
    /// <returns>The fault.</returns>
    public static SandboxFault Endless(long? announced, Action<long> taken) => new(nameof(Endless))
    {
        Answer = () => announced is { } length ? new SandboxHttpResponse(200).With("Content-Length", $"{length}") : new(200),
        Delivery = SandboxDelivery.Endless,
        Taken = taken,
    };

    /// <summary>The fault with one of the names in <see cref="SandboxFaults"/>.</summary>
    /// <param name="name">The name; case does not matter.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static SandboxFault FromName(string name)
    {
        SandboxFault[] named = [Throttle, ServerError, Unavailable, ResetBefore, ResetAfter, Truncate, Stall, HalfBatch, ExpiredLink, EmptyMedia, ShortMedia];
        return Array.Find(named, fault => string.Equals(fault.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no fault '{name}'; there are {string.Join(", ", SandboxFaults.All)}.", nameof(name));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static SandboxHttpResponse Make(int status, string body, (string Name, string Value)[] headers)
    {
        SandboxHttpResponse response = new(status, body);
        foreach (var (name, value) in headers) response.With(name, value);
        return response;
    }
}
