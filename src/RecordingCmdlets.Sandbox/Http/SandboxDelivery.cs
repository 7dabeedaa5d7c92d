namespace RecordingCmdlets.Sandbox;

/// <summary>How an answer reaches the client, or fails to.</summary>
public enum SandboxDelivery
{
    /// <summary>Whole, on a connection that stays open.</summary>
    Normal,

    /// <summary>Not at all: the connection is reset (RST).</summary>
    Reset,

    /// <summary>The head promises the whole body, half of it follows, then the connection ends.</summary>
    Truncate,

    /// <summary>Not at all: the connection is held until the client gives up or the server is disposed.</summary>
    Stall,

    /// <summary>Not at all: the connection is closed in good order (FIN), as an idle one would be.</summary>
    CloseWarm,

    /// <summary>The head promises the whole body, half of it follows, then nothing more until the client gives up.</summary>
    StallMidway,

    /// <summary>The head promises a length, and a body without end follows until the client has had enough.</summary>
    Endless,
}

/// <summary>An answer and how to deliver it.</summary>
/// <param name="Response">The answer; its content does not matter when the delivery sends nothing.</param>
/// <param name="Delivery">How it is delivered.</param>
/// <param name="Taken">Hears how much of an endless body was sent before the client hung up.</param>
public readonly record struct SandboxReply(SandboxHttpResponse Response, SandboxDelivery Delivery = SandboxDelivery.Normal, Action<long>? Taken = null);
