using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>One call, with all its tries.</summary>
/// <param name="Route">The declared route.</param>
/// <param name="Path">The path below the base address, filled and escaped.</param>
/// <param name="Query">The query without the question mark, escaped; empty for none.</param>
internal sealed record ServiceRequest(Route Route, string Path, string Query = "")
{
    /// <summary>The path of the base address, where it is not to be the connection's own.</summary>
    public string? BasePath { get; init; }

    /// <summary>A JSON body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The gate's leave, for a destroying route.</summary>
    public DestroyTicket? Ticket { get; init; }

    /// <summary>Asked at the last moment before each try leaves; false withdraws the call.</summary>
    public Func<bool>? MayStillLeave { get; init; }

    /// <summary>Whether failures are repeated here; otherwise the caller looks first. Throttles are waited for in any case.</summary>
    public bool RepeatsFailures { get; init; } = true;

    /// <summary>Whether a file is asked for: its bytes are handed over as they come, and not read here.</summary>
    public bool IsForFile { get; init; }

    /// <summary>The rest of the file that is wanted; all when null.</summary>
    public FileRange? Range { get; init; }

    /// <summary>Fills in what happened, also when the call ends in an exception.</summary>
    public CallTrace Trace { get; init; } = new();
}

/// <summary>What happened during a call, try by try.</summary>
internal sealed class CallTrace
{
    /// <summary>How many tries left.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether some try may have done its work without our being told: broken off, timed out, or answered 5xx.</summary>
    public bool IsUncertain { get; set; }

    /// <summary>The last status; null while there was no answer.</summary>
    public int? StatusCode { get; set; }

    public string? CorrelationId { get; set; }

    /// <summary>Tries that used up the patience for failures; throttles do not count.</summary>
    public int Failures { get; set; }

    /// <summary>Whether the credential was renewed during this call; that happens once at the most.</summary>
    public bool HasRenewed { get; set; }

    public DateTimeOffset? ThrottledSince { get; set; }

    private bool renewalTaken;

    /// <summary>Whether a 401 is worth one more try: once, after a renewal.</summary>
    public bool TakeRenewal()
    {
        var take = HasRenewed && !renewalTaken;
        renewalTaken |= take;
        return take;
    }
}

/// <summary>An answer, read whole.</summary>
internal sealed record ServiceAnswer(Route Route, int StatusCode, ReceivedBody Received, string? MediaType, string? CorrelationId, TimeSpan? RetryAfter)
{
    public ReadOnlyMemory<byte> Body => Received.Bytes;

    /// <summary>What the service says in an error body.</summary>
    public ErrorWords? Words { get; init; }

    /// <summary>The Link header, whole; null when there is none.</summary>
    public string? Link { get; init; }

    /// <summary>Whether the service asks to come back later.</summary>
    public bool IsThrottled { get; init; }

    /// <summary>The file that was asked for, which must be disposed; null when there is none.</summary>
    public FileAnswer? File { get; init; }

    /// <summary>Where a request for a file is sent on to; null when it is not.</summary>
    public Uri? Location { get; init; }

    public bool IsSuccess => StatusCode is >= 200 and < 300;

    /// <summary>Whether it is a page for people: then a gateway or a web server speaks, and not the service.</summary>
    public bool IsPage => MediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>A call was withdrawn before a try left, by <see cref="ServiceRequest.MayStillLeave"/>.</summary>
internal sealed class WithdrawnException : Exception;
