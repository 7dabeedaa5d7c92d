using System.Text.Json;
using RecordingCmdlets.Engine;

namespace RecordingCmdlets.Victim;

/// <summary>A removal run in a process of its own, for a test to kill or to watch. The errand, which has keys in it, comes over standard input.</summary>
internal static class Program
{
    public static async Task<int> Main()
    {
        var errand = JsonSerializer.Deserialize<Errand>(await Console.In.ReadToEndAsync())!;
        using var session = new RecordingEngine().OpenSession(static _ => null);
        await errand.ConnectAsync(session, CancellationToken.None);
        await errand.RemoveAsync(session, CancellationToken.None);
        return 0;
    }
}
