using System.Collections.Concurrent;

namespace RecordingCmdlets.Engine.Http;

/// <summary>
/// The gates of the process, by origin, credential and limit class, so that parallel runspaces share one budget. With the
/// token caches the only state that outlives a session.
/// </summary>
internal static class RateGates
{
    private static readonly ConcurrentDictionary<(string Origin, string Credential, string LimitClass), RateGate> Gates = new();

    public static RateGate For(Uri origin, string credential, string limitClass, TimeProvider time) =>
        Gates.GetOrAdd((origin.GetLeftPart(UriPartial.Authority), credential, limitClass), static (_, clock) => new RateGate(clock), time);
}
