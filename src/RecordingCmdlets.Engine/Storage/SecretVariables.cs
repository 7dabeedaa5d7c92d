using System.Collections.Concurrent;

namespace RecordingCmdlets.Engine.Storage;

/// <summary>Environment variables, of which each may come as a file: for <c>X</c>, the file that <c>X_FILE</c> names.</summary>
internal sealed class SecretVariables(Func<string, string?> environment, INotices notices)
{
    // Read once: what is mounted may be taken away, and a warning is said once.
    private readonly ConcurrentDictionary<string, string?> read = new(StringComparer.Ordinal);

    /// <exception cref="RecordingArgumentException">The variable is given twice, or its file cannot be read.</exception>
    public string? Get(string name) => read.GetOrAdd(name, Read);

    private string? Read(string name)
    {
        var value = environment(name);
        var pointer = $"{name}_FILE";
        if (environment(pointer) is not { } path || string.IsNullOrWhiteSpace(path)) return value;
        return string.IsNullOrWhiteSpace(value)
            ? SecretFile.Read(path, pointer, notices)
            : throw new RecordingArgumentException("VariableAmbiguous", $"{name} and {pointer} are both set.", "Set one of them.");
    }
}
