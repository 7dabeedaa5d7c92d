namespace RecordingCmdlets;

/// <summary>A report that is being made. Counters and the rows of the page are kept, and not the items. Nothing has its name before the end.</summary>
public interface IReportRun : IDisposable
{
    /// <summary>Takes a recording in.</summary>
    /// <param name="recording">The recording.</param>
    /// <exception cref="ReportException">The table beside the report cannot be written.</exception>
    void Add(Recording recording);

    /// <summary>Takes in what a bot captured.</summary>
    /// <param name="bot">The bot.</param>
    /// <exception cref="ReportException">The table beside the report cannot be written.</exception>
    void Add(RecordingBot bot);

    /// <summary>Writes the report, and gives its files their names.</summary>
    /// <returns>The report, and the table beside it if there is one.</returns>
    /// <exception cref="ReportException">They cannot be written.</exception>
    Task<IReadOnlyList<string>> CompleteAsync();
}
