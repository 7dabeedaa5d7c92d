using System.Collections;

namespace RecordingCmdlets.Runner;

/// <summary>What a command has of the process it runs in.</summary>
internal sealed class RunnerHost
{
    /// <summary>The environment's variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Fires when the process is asked to end.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>The process itself.</summary>
    public static RunnerHost OfProcess(CancellationToken stop) => new()
    {
        Variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? ""),
        Output = Console.Out,
        Error = Console.Error,
        Stop = stop,
    };
}
