using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Bots;

/// <summary>
/// Waits until bots are in one of the states wanted. Each is looked at at once and then once an interval, through the rate gate
/// like everything else. A bot that cannot get there any more ends its wait at once.
/// </summary>
internal sealed class BotWaiter(
    ConnectionBook book, IReadOnlyList<ProviderDeclaration> providers, TimeProvider time, BotWaitOptions options, CallScope scope, IProgress<BotWaitProgress>? progress)
    : IDisposable
{
    /// <summary>Looks under way at one time: a wait leaves room in the gate for others.</summary>
    private const int LooksAtOnce = 4;

    /// <summary>Looks that may fail in a row, each with its own tries; a wait outlives a short outage.</summary>
    private const int FailuresAllowed = 5;

    /// <summary>So much between two looks at the least, whatever is asked for.</summary>
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    /// <summary>Clocks take no longer waits; nobody sees the end of this one.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private readonly Channel<BotWaitResult> results = Channel.CreateUnbounded<BotWaitResult>();
    private readonly SemaphoreSlim turns = new(LooksAtOnce);
    private readonly TimeSpan interval = options.Interval < ShortestInterval ? ShortestInterval : options.Interval > Longest ? Longest : options.Interval;
    private int waiting;
    private int done;

    /// <exception cref="RecordingArgumentException">No service has such a state.</exception>
    public async IAsyncEnumerable<BotWaitResult> WaitAsync(IAsyncEnumerable<RecordingReference> bots, [EnumeratorCancellation] CancellationToken cancellation)
    {
        CheckStates();
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timeout = options.Timeout is { } limit && limit <= Longest ? new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, time) : new CancellationTokenSource();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(left.Token, timeout.Token);
        // What hears of it is shared; what ends it is this wait's own.
        var looks = scope with { Stop = ended.Token, Abandon = ended.Token };
        // Without any time each bot is still looked at, once.
        var first = options.Timeout <= TimeSpan.Zero ? scope with { Stop = left.Token, Abandon = left.Token } : looks;
        var watch = WatchAllAsync(bots, first, looks, timeout.Token, left.Token);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancellation)) yield return result;
            await watch;
        }
        finally
        {
            // Whoever has seen enough leaves nothing behind that goes on asking.
            await left.CancelAsync();
            await watch.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    public void Dispose() => turns.Dispose();

    private async Task WatchAllAsync(IAsyncEnumerable<RecordingReference> bots, CallScope first, CallScope looks, CancellationToken timeout, CancellationToken left)
    {
        var watches = new List<Task>();
        Exception? fault = null;
        try
        {
            await foreach (var bot in bots.WithCancellation(left))
            {
                Interlocked.Increment(ref waiting);
                watches.Add(EndAsync(bot, first, looks, timeout));
            }

            await Task.WhenAll(watches);
        }
        catch (Exception thrown)
        {
            fault = thrown;
        }

        results.Writer.Complete(fault);
    }

    private async Task EndAsync(RecordingReference bot, CallScope first, CallScope looks, CancellationToken timeout)
    {
        await Task.Yield();
        var seen = new Sighting();
        RecordingException? error = null;
        try
        {
            await WatchAsync(bot, seen, first, looks);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !scope.Stop.IsCancellationRequested)
        {
            error = new BotWaitException(
                "BotWaitTimeout",
                $"The time was up and {bot} was {(seen.Bot is null ? "not seen yet" : seen.Bot.Status ?? "in no state that is told")}.",
                "Wait again, longer with -Timeout.");
        }
        catch (RecordingException fault) when (fault is not RecordingAuthenticationException { StatusCode: null })
        {
            error = fault;
        }

        Interlocked.Decrement(ref waiting);
        Interlocked.Increment(ref done);
        Report(seen.Bot);
        results.Writer.TryWrite(new BotWaitResult(seen.Bot?.Reference ?? bot, seen.Bot, error));
    }

    /// <summary>Ends when the bot is there; throws when it cannot get there.</summary>
    private async Task WatchAsync(RecordingReference bot, Sighting seen, CallScope first, CallScope looks)
    {
        var connection = book.Resolve(bot, looks.Notices);
        var resource = connection.RequireResource(bot.Kind, r => r.IsBot);
        Connection.RequireValid(resource, bot);
        var life = resource.Life ?? throw new InternalRuleException($"{connection.Provider.Name} has bots and does not declare their states.");
        var wanted = Wanted(connection, life);
        var failures = 0;
        for (var look = first; ; look = looks)
        {
            try
            {
                seen.Bot = await LookAsync(connection, resource, bot, look) ?? throw connection.Unknown(bot);
                failures = 0;
            }
            catch (RecordingException fault) when (MayPass(fault) && ++failures < FailuresAllowed)
            {
                looks.WarnOnce($"wait:{connection.Name}", $"{fault.Message} The wait goes on.");
            }

            if (failures == 0)
            {
                var status = seen.Bot!.Status;
                if (status is not null && wanted.Contains(status)) return;
                if (!life.CanReach(status, wanted)) throw CannotReach(seen.Bot, life, wanted);
                Report(seen.Bot);
            }

            await Task.Delay(interval, time, looks.Stop);
        }
    }

    private async Task<RecordingBot?> LookAsync(Connection connection, ResourceDeclaration resource, RecordingReference bot, CallScope looks)
    {
        await turns.WaitAsync(looks.Stop);
        try
        {
            return await connection.GetAsync(resource, bot, looks) is { } media ? new RecordingBot(media) : null;
        }
        finally
        {
            turns.Release();
        }
    }

    private static bool MayPass(RecordingException fault) =>
        fault is ProviderUnreachableException or ProviderTimeoutException or ProviderFailedException or ProviderThrottledException;

    private static BotWaitException CannotReach(RecordingBot bot, BotLife life, IReadOnlySet<string> wanted)
    {
        var states = string.Join(" or ", wanted);
        return life.Failed.Contains(bot.Status!)
            ? new BotWaitException("BotFailed", $"{bot} has failed: it is {bot.Status} and will not be {states}.", $"-For {bot.Status} takes it as well; the service's own page of the bot tells why it failed.")
            : new BotWaitException("BotStateUnreachable", $"{bot} is {bot.Status} and will not be {states} any more.", "Nothing is to be waited for.");
    }

    /// <summary>The states wanted, of those that this service has.</summary>
    private HashSet<string> Wanted(Connection connection, BotLife life)
    {
        var wanted = options.States
            .SelectMany(s => Is(s, BotWaitOptions.Finished) ? life.Finished : life.States.Where(own => Is(own, s)))
            .ToHashSet(StringComparer.Ordinal);
        return wanted.Count > 0 ? wanted : throw new RecordingArgumentException(
            "BotStateUnknown",
            $"{connection.Provider.Name} has no state {string.Join(" or ", options.States.Select(s => $"'{s}'"))}. Nothing was sent for this bot.",
            $"Use '{BotWaitOptions.Finished}' or: {string.Join(", ", life.States)}.");
    }

    /// <summary>A state that nobody has is a slip, and would be waited for in vain.</summary>
    private void CheckStates()
    {
        var known = providers.SelectMany(p => p.Resources).SelectMany(r => r.Life?.States ?? []).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var state in options.States)
        {
            if (!Is(state, BotWaitOptions.Finished) && !known.Exists(k => Is(k, state)))
                throw new RecordingArgumentException("BotStateUnknown", $"No service has a state '{state}'. Nothing was sent.", $"Use '{BotWaitOptions.Finished}' or: {string.Join(", ", known)}.");
        }
    }

    private void Report(RecordingBot? seen) =>
        progress?.Report(new BotWaitProgress(Volatile.Read(ref waiting), Volatile.Read(ref done), seen is null ? null : $"{seen.Id} {seen.Status}"));

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>A bot as it was seen last.</summary>
    private sealed class Sighting
    {
        public RecordingBot? Bot { get; set; }
    }
}
