using System.Runtime.CompilerServices;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Querying;

/// <summary>
/// Walks pages that name the next one. Where deletion may shift what is still to come, and something was deleted meanwhile,
/// the listing is gone through again for what was skipped, until a pass was undisturbed.
/// </summary>
internal static class CursorWalk
{
    /// <summary>Pages in a row that bring nothing new, before the service is disbelieved.</summary>
    public const int FruitlessPagesAllowed = 100;

    /// <param name="fetch">Reads a page by the position that the one before named; the first, for null.</param>
    /// <param name="removals">Counts what was removed so far; null where deletion shifts nothing.</param>
    /// <param name="cancellation">Stops between two pages.</param>
    public static async IAsyncEnumerable<List<Recording>> WalkAsync(
        Func<string?, Task<Page>> fetch, Func<long>? removals, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // Not the ids themselves: of a million items that would be a hundred megabytes.
        var seen = new HashSet<ulong>();
        var allowed = FruitlessPagesAllowed;
        long before;
        do
        {
            before = removals?.Invoke() ?? 0;
            var positions = new HashSet<string>(StringComparer.Ordinal);
            var (fruitless, fruitful) = (0, 0);
            string? position = null;
            do
            {
                cancellation.ThrowIfCancellationRequested();
                var page = await fetch(position);
                page.Items.RemoveAll(item => !seen.Add(Fingerprint(item.Id)));
                (fruitless, fruitful) = page.Items.Count == 0 ? (fruitless + 1, fruitful) : (0, fruitful + 1);
                position = page.Next;
                if (page.Items.Count > 0) yield return page.Items;
                if (position is not null && (!positions.Add(position) || fruitless > allowed)) throw Endless();
            }
            while (position is not null);
            // What one pass brought is nothing new to the next.
            allowed += fruitful;
        }
        while (removals is not null && removals() != before);
    }

    public static ProviderResponseException Endless() =>
        new("The service's pages lead in a circle: a next page was named again, or page after page brings nothing new.", "Try again; what was listed so far is right, but may not be all.");

    public static ProviderResponseException Cut() =>
        new("The service's last page is full, and it cannot be told that it is the last.", "Check whether a proxy takes headers away.");

    /// <summary>64 bits of an id (FNV-1a): enough to tell whether it came before.</summary>
    private static ulong Fingerprint(string id)
    {
        var hash = 14695981039346656037;
        foreach (var c in id) hash = (hash ^ c) * 1099511628211;
        return hash;
    }
}
