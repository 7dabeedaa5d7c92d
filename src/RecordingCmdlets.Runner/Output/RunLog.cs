namespace RecordingCmdlets.Runner.Output;

/// <summary>How much is said.</summary>
internal enum LogDetail
{
    Quiet,
    Usual,
    Verbose,
}

/// <summary>What the runner says while it works: sentences for people, or an object a line for machines. May be called from any thread.</summary>
internal abstract class RunLog(LogDetail detail, OptionNames names) : INotices
{
    /// <summary>Makes the log that was asked for.</summary>
    /// <param name="asJson">Whether machines read it.</param>
    /// <param name="detail">How much is said.</param>
    /// <param name="host">Where it goes to.</param>
    /// <param name="names">What parameters are called here.</param>
    /// <param name="leavesOutput">Standard output belongs to the ledger: everything else goes to standard error.</param>
    public static RunLog Create(bool asJson, LogDetail detail, RunnerHost host, OptionNames names, bool leavesOutput)
    {
        var output = leavesOutput ? host.Error : host.Output;
        return asJson ? new JsonLog(output, host.Time, detail, names) : new TextLog(output, host.Error, detail, names);
    }

    public bool IsVerbose => detail == LogDetail.Verbose;

    /// <summary>Says what happened.</summary>
    /// <param name="name">What machines know it by.</param>
    /// <param name="text">The sentence for people, without secrets.</param>
    /// <param name="fields">The same in parts.</param>
    public void Say(string name, string text, params (string Name, object? Value)[] fields) => Write("info", name, text, fields);

    /// <summary>Says where a long job stands; nothing when quiet.</summary>
    public void Progress(string text, params (string Name, object? Value)[] fields)
    {
        if (detail != LogDetail.Quiet) Write("info", "progress", text, fields);
    }

    /// <summary>Shows a table to people; machines have the fields of what is said.</summary>
    public abstract void Show(TextTable table);

    /// <summary>Says sentences to people; machines have them as a field.</summary>
    public abstract void Explain(IReadOnlyList<string> sentences);

    /// <summary>Says what a table has a row for: to machines always, to people where something is wrong with it.</summary>
    public void Record(string level, string name, string text, params (string Name, object? Value)[] fields)
    {
        if (level != "info" || ShowsRecords) Write(level, name, text, fields);
    }

    /// <summary>Says why the command ended.</summary>
    public void Fail(RecordingException fault) => Write(
        "error",
        "failed",
        $"{fault.ErrorId}: {names.In($"{fault.Message} {fault.RecommendedAction}")}",
        [("error", fault.ErrorId), ("action", names.In(fault.RecommendedAction)), ("status", fault.StatusCode), ("request", fault.CorrelationId)]);

    /// <summary>Says why the command ended, where no exception does.</summary>
    public void Fail(string error, string text) => Write("error", "failed", text, [("error", error)]);

    public void Warn(string message) => Write("warning", "warning", names.In(message), []);

    public void Verbose(string message)
    {
        if (IsVerbose) Write("debug", "detail", message, []);
    }

    public void Debug(string message)
    {
    }

    /// <summary>Whether what a table has a row for is said as well.</summary>
    protected abstract bool ShowsRecords { get; }

    /// <summary>A number as people write it.</summary>
    public static string Number(long number) => number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A number with what it counts.</summary>
    public static string Count(long number, string one, string many) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many)}");

    protected abstract void Write(string level, string name, string text, IReadOnlyList<(string Name, object? Value)> fields);
}
