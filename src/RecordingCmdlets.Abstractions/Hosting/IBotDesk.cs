namespace RecordingCmdlets;

/// <summary>What can be asked about bots and about what was said.</summary>
public interface IBotDesk
{
    /// <summary>Waits until bots are in one of the states wanted. Each is looked at politely, inside the rate gate.</summary>
    /// <param name="bots">The bots; those that have come are looked at while others are still to come.</param>
    /// <param name="options">What to wait for.</param>
    /// <param name="progress">Hears where the wait stands; may be called from any thread.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>One result for each bot, as it ends.</returns>
    /// <exception cref="RecordingArgumentException">No service has such a state. Nothing was sent.</exception>
    IAsyncEnumerable<BotWaitResult> WaitAsync(
        IAsyncEnumerable<RecordingReference> bots, BotWaitOptions options, IProgress<BotWaitProgress>? progress, INotices notices, CancellationToken cancellation);

    /// <summary>Reads what was said in a recording or a bot's meeting.</summary>
    /// <param name="item">The recording or bot. Without a kind the service's bot is meant, if it has bots.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The transcript.</returns>
    /// <exception cref="TranscriptException">There is none, or it is not ready.</exception>
    /// <exception cref="RecordingNotFoundException">The service does not know the item.</exception>
    Task<RecordingTranscript> GetTranscriptAsync(RecordingReference item, INotices notices, CancellationToken cancellation);

    /// <summary>Writes a transcript as one text.</summary>
    /// <param name="transcript">The transcript.</param>
    /// <param name="format">How.</param>
    /// <returns>The text, with line feeds.</returns>
    /// <exception cref="TranscriptException">Subtitles need times, and there are none.</exception>
    string Write(RecordingTranscript transcript, TranscriptFormat format);

    /// <summary>Reads what the service concluded of a meeting.</summary>
    /// <param name="bot">The bot.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What it concluded, or that this is not available there.</returns>
    Task<BotIntelligence> GetIntelligenceAsync(RecordingReference bot, INotices notices, CancellationToken cancellation);
}
