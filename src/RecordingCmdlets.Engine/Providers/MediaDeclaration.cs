using System.Text.Json;

namespace RecordingCmdlets.Engine.Providers;

/// <summary>
/// How the files of an item are fetched. Services give links that are good for minutes or hours, so they are asked for right
/// before the files are; or a file has a path of its own, and is fetched with the credential like any other answer.
/// </summary>
internal sealed class MediaDeclaration
{
    /// <summary>The call that names the files, where the item's own record does not; null where it does.</summary>
    public Route? Source { get; init; }

    /// <summary>Reads the files from the record or the answer; empty when there is none.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public Func<JsonElement, RecordingReference, IReadOnlyList<MediaFile>> Read { get; init; } = static (_, _) => [];

    /// <summary>Whether a 404 of <see cref="Source"/> says that there is no file, and not that there is no item.</summary>
    public Func<ErrorWords?, bool> SaysNone { get; init; } = static _ => false;

    /// <summary>The listing that may know a file of a recording whose record has none; null where there is none.</summary>
    public MediaListing? Listing { get; init; }

    /// <summary>The path of the file at the service itself; null where there are links.</summary>
    public Route? Content { get; init; }

    /// <summary>The form of what <see cref="Content"/> gives.</summary>
    public string Extension { get; init; } = "";

    /// <summary>The same for sessions of apps, which are listed among bots.</summary>
    public MediaDeclaration? OfAppSession { get; init; }

    public IEnumerable<Route> Routes => ((Route?[])[Source, Listing?.Route, Content]).OfType<Route>().Concat(OfAppSession?.Routes ?? []);
}

/// <summary>One file of an item, in every form in which it is to be had.</summary>
/// <param name="Label">What tells it from the item's other files: the id of a recording. Empty where there is only one.</param>
/// <param name="Forms">The forms, the best first; empty when it cannot be had.</param>
internal sealed record MediaFile(string Label, IReadOnlyList<MediaForm> Forms)
{
    /// <summary>The size that the service tells; null where it tells none.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Why it cannot be had, as far as the service tells.</summary>
    public string? WhyNot { get; init; }
}

/// <summary>A form of a file.</summary>
/// <param name="Link">The signed link.</param>
/// <param name="Extension">Its usual extension without the dot; null where only the file itself tells.</param>
internal sealed record MediaForm(string Link, string? Extension);

/// <summary>A listing that may know a file.</summary>
/// <param name="Route">The call.</param>
/// <param name="WriteQuery">Its query for a recording of this id.</param>
/// <param name="Read">Reads the file of that recording; null when there is none.</param>
internal sealed record MediaListing(Route Route, Func<string, string> WriteQuery, Func<JsonElement, string, MediaFile?> Read);
