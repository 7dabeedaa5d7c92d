using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RecordingCmdlets.Engine.Tests.Durability;

/// <summary>A request as it left on a socket.</summary>
/// <param name="Method">DELETE or POST.</param>
/// <param name="DurableBytes">How much of the ledger was durable when its first byte was handed to the system.</param>
internal sealed record TracedRequest(string Method, int DurableBytes)
{
    /// <summary>What was sent.</summary>
    public StringBuilder Text { get; } = new();
}

/// <summary>
/// The system calls of a run as strace tells them (<c>-f -y</c>), in order: what was written to the ledger, what an fsync that
/// returned without error had covered by then, and what left on sockets. A call that failed has done nothing; one that is
/// still under way has done nothing yet.
/// </summary>
internal sealed partial class SystemTrace
{
    private readonly string ledger;
    private readonly Dictionary<string, Call> underWay = [];
    private readonly Dictionary<string, TracedRequest?> current = [];
    private readonly List<TracedRequest> requests = [];
    private readonly StringBuilder written = new();
    private int durable;

    /// <summary>Reads a trace.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="ledger">The ledger file.</param>
    public SystemTrace(IEnumerable<string> lines, string ledger)
    {
        this.ledger = ledger;
        foreach (var line in lines) Read(line);
    }

    /// <summary>The requests that may change something, in the order in which they left.</summary>
    public IReadOnlyList<TracedRequest> Requests => requests;

    /// <summary>The ids that a request names and whose intents were not durable when it left.</summary>
    public IReadOnlyList<string> FindEarly(IReadOnlyCollection<string> ids)
    {
        var content = written.ToString();
        return [.. requests.SelectMany(request =>
        {
            var intents = IntentPattern().Matches(content[..request.DurableBytes]).Select(m => m.Groups[1].Value).ToHashSet();
            return NamedBy(request, ids).Where(id => !intents.Contains(id));
        })];
    }

    /// <summary>The ids that a request names.</summary>
    public static IEnumerable<string> NamedBy(TracedRequest request, IReadOnlyCollection<string> ids) =>
        WordPattern().Matches(request.Text.ToString()).Select(m => m.Value).Where(ids.Contains).Distinct();

    private void Read(string line)
    {
        if (ResumedPattern().Match(line) is { Success: true } resumed)
        {
            if (underWay.Remove(resumed.Groups["pid"].Value, out var begun)) End(begun, resumed.Groups["result"].Value);
            return;
        }

        if (CallPattern().Match(line) is not { Success: true } match) return;
        var call = new Call(match.Groups["name"].Value, match.Groups["fd"].Value, match.Groups["path"].Value, match.Groups["rest"].Value, written.Length, durable);
        if (match.Groups["unfinished"].Success) underWay[match.Groups["pid"].Value] = call;
        else End(call, match.Groups["result"].Value);
    }

    private void End(Call call, string result)
    {
        if (!int.TryParse(result, CultureInfo.InvariantCulture, out var value) || value < 0) return;
        var isLedger = call.Path == ledger;
        if (call.Name is "fsync" or "fdatasync")
        {
            // It covers what had been written when it began.
            if (isLedger) durable = Math.Max(durable, call.WrittenBefore);
            return;
        }

        var text = string.Concat(StringPattern().Matches(call.Rest).Select(m => Unescape(m.Groups[1].Value)));
        if (isLedger) written.Append(text.AsSpan(0, Math.Min(value, text.Length)));
        else Send(call, text);
    }

    private void Send(Call call, string text)
    {
        if (HeadPattern().Match(text) is { Success: true } head)
        {
            // A request that only reads says nothing, and neither does what follows it on its connection.
            var request = head.Groups[1].Value is "DELETE" or "POST" ? new TracedRequest(head.Groups[1].Value, call.DurableBefore) : null;
            current[call.Descriptor] = request;
            if (request is not null) requests.Add(request);
        }

        current.GetValueOrDefault(call.Descriptor)?.Text.Append(text);
    }

    /// <summary>One character for each byte.</summary>
    private static string Unescape(string text) => EscapePattern().Replace(text, static m => m.Groups[1].Value switch
    {
        "n" => "\n",
        "r" => "\r",
        "t" => "\t",
        "f" => "\f",
        "v" => "\v",
        var code when char.IsAsciiDigit(code[0]) => ((char)Convert.ToInt32(code, 8)).ToString(),
        var other => other,
    });

    [GeneratedRegex(@"^(?<pid>\d+)\s+(?<name>\w+)\((?<fd>\d+)(?:<(?<path>[^>]*)>)?(?<rest>.*?)(?:(?<unfinished>\s*<unfinished \.\.\.>)|\)\s+= (?<result>-?\d+).*)$")]
    private static partial Regex CallPattern();

    [GeneratedRegex(@"^(?<pid>\d+)\s+<\.\.\. \w+ resumed>.*\)\s+= (?<result>-?\d+)[^""]*$")]
    private static partial Regex ResumedPattern();

    [GeneratedRegex(@"""((?:[^""\\]|\\.)*)""")]
    private static partial Regex StringPattern();

    [GeneratedRegex(@"\\([0-7]{1,3}|.)")]
    private static partial Regex EscapePattern();

    [GeneratedRegex(@"^([A-Z]+) \S+ HTTP/1\.1\r\n")]
    private static partial Regex HeadPattern();

    [GeneratedRegex(@"""type"":""intent""[^\n]*?""id"":""([^""]+)""[^\n]*\n")]
    private static partial Regex IntentPattern();

    [GeneratedRegex("[A-Za-z0-9_-]+")]
    private static partial Regex WordPattern();

    /// <param name="Name">The system call.</param>
    /// <param name="Descriptor">The number of the file.</param>
    /// <param name="Path">What it stands for.</param>
    /// <param name="Rest">The other arguments.</param>
    /// <param name="WrittenBefore">Bytes written to the ledger when it began.</param>
    /// <param name="DurableBefore">Bytes of them that were durable when it began.</param>
    private sealed record Call(string Name, string Descriptor, string Path, string Rest, int WrittenBefore, int DurableBefore);
}
