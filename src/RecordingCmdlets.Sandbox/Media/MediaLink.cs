namespace RecordingCmdlets.Sandbox;

/// <summary>How a service's data name what its media host serves: a room makes a signed address of it each time it is told.</summary>
public static class MediaLink
{
    private const string Scheme = "media:";

    /// <summary>Names a file of the media host, to be given where a service's data hold a link.</summary>
    /// <param name="owner">The id of the recording or bot: when that is gone, so is the file.</param>
    /// <param name="file">The name of the file, with an extension, which says what is in it.</param>
    /// <returns>The name.</returns>
    public static string To(string owner, string file) => $"{Scheme}{owner}/{file}";

    /// <summary>What a link names; null when it is an address of its own and is told as it is.</summary>
    internal static string? Name(string? link) =>
        link is not null && link.StartsWith(Scheme, StringComparison.Ordinal) ? link[Scheme.Length..] : null;

    /// <summary>The id in a name.</summary>
    internal static string Owner(string name) => name.Split('/')[0];
}
