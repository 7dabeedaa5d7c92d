using System.Net;
using Polly;
using Polly.Retry;

namespace RecordingCmdlets.Engine.Http;

/// <summary>
/// When a call is tried again, and after how long. Throttles wait in the rate gate and use up no tries; they are bounded
/// by time. Everything else is bounded by tries.
/// </summary>
internal sealed class RetryRules(IReadOnlySet<int> alsoTransient, TimeSpan longestThrottle, TimeProvider time)
{
    public const int MaximumFailures = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>No timer takes a span that is much longer.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    public static readonly ResiliencePropertyKey<ServiceRequest> Request = new("RecordingCmdlets.Request");
    public static readonly ResiliencePropertyKey<CallScope> Scope = new("RecordingCmdlets.Scope");

    public ResiliencePipeline<ServiceAnswer> Build() =>
        new ResiliencePipelineBuilder<ServiceAnswer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<ServiceAnswer>
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = args => ValueTask.FromResult(ShouldRetry(args.Context.Properties.GetValue(Request, null!), args.Outcome)),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(Delay(args.Context.Properties.GetValue(Request, null!).Trace, args.Outcome)),
                OnRetry = args =>
                {
                    var request = args.Context.Properties.GetValue(Request, null!);
                    args.Context.Properties.GetValue(Scope, null!).Notices.Verbose(
                        $"{request.Route.Name}: trying again in {args.RetryDelay.TotalSeconds:0.0} s after {Describe(args.Outcome)}.");
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    private bool ShouldRetry(ServiceRequest request, Outcome<ServiceAnswer> outcome)
    {
        var trace = request.Trace;
        if (outcome.Result is { } answer)
        {
            if (answer.IsThrottled)
                return time.GetUtcNow() - (trace.ThrottledSince ??= time.GetUtcNow()) <= longestThrottle;
            if (answer.StatusCode == (int)HttpStatusCode.Unauthorized) return trace.TakeRenewal();
            // What is locked has not been touched, so even what is not repeated blindly may be asked again.
            var isTransient = IsTransient(answer.StatusCode) && (request.RepeatsFailures || answer.StatusCode == (int)HttpStatusCode.Locked);
            if (answer.RetryAfter > longestThrottle || !isTransient) return false;
            return ++trace.Failures < MaximumFailures;
        }

        return request.RepeatsFailures && outcome.Exception is ProviderTimeoutException or TransportException { IsTransient: true } && ++trace.Failures < MaximumFailures;
    }

    private bool IsTransient(int status) => status is 408 or (>= 500 and not 501 and not 505) || alsoTransient.Contains(status);

    private static TimeSpan Delay(CallTrace trace, Outcome<ServiceAnswer> outcome)
    {
        // The gate holds a throttled call back, and a renewed token needs no wait.
        if (outcome.Result is { IsThrottled: true } or { StatusCode: 401 }) return TimeSpan.Zero;
        return outcome.Result?.RetryAfter is { } wait ? (wait < LongestTimer ? wait : LongestTimer) : Backoff(trace.Failures);
    }

    /// <summary>The pause after so many failures.</summary>
    public static TimeSpan Backoff(int failures)
    {
        var longest = Math.Min(FirstDelay.TotalMilliseconds * Math.Pow(2, failures - 1), LongestDelay.TotalMilliseconds);
        // Jitter over the upper half: workers that failed together must not come back together.
#pragma warning disable CA5394 // Not a secret, only a spread.
        return TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
#pragma warning restore CA5394
    }

    private static string Describe(Outcome<ServiceAnswer> outcome) =>
        outcome.Result is { } answer ? $"status {answer.StatusCode}" : outcome.Exception?.Message ?? "no answer";
}

/// <summary>One try that got no whole answer, before it is put into the words of <see cref="ErrorTable"/>.</summary>
internal sealed class TransportException(string message, bool isTransient, Exception inner) : Exception(message, inner)
{
    public bool IsTransient { get; } = isTransient;
}
