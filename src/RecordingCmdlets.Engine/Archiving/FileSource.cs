using System.Text.Json;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Archiving;

/// <summary>Where the bytes of one file come from.</summary>
internal interface IFileSource
{
    /// <summary>What the bytes are asked of, for people; never a link.</summary>
    string Host { get; }

    /// <summary>Asks for the file, or for the rest of it.</summary>
    /// <returns>The answer, whatever its status. It must be disposed.</returns>
    /// <exception cref="RecordingException">The service refused.</exception>
    Task<FileAnswer> OpenAsync(FileRange? range, CancellationToken stop);

    /// <summary>Gets a new link for one that has run out; false where there is none to get.</summary>
    Task<bool> RefreshAsync();
}

/// <summary>A file behind a signed link. No credential goes there.</summary>
internal sealed class LinkedFile(Connection connection, string link, CallScope scope, Func<Task<string?>> renew) : IFileSource
{
    private Uri address = Parse(link);

    public string Host => $"The media host {address.Host}";

    public Task<FileAnswer> OpenAsync(FileRange? range, CancellationToken stop) => connection.Links.OpenAsync(address, range, scope.Notices, stop);

    public async Task<bool> RefreshAsync()
    {
        if (await renew() is not { } link) return false;
        address = Parse(link);
        return true;
    }

    private static Uri Parse(string link) => Uri.TryCreate(link, UriKind.Absolute, out var address)
        ? address
        : throw new ProviderResponseException("The service's link to the file is no address.", "Try again; if it stays so, report it.");
}

/// <summary>A file that the service itself gives, at its own pace and with the credential.</summary>
internal sealed class ServiceFile(Connection connection, Route route, RecordingReference item, CallScope scope) : IFileSource
{
    public string Host => connection.Provider.DisplayName;

    public async Task<FileAnswer> OpenAsync(FileRange? range, CancellationToken stop)
    {
        await connection.FindPathAsync(connection.RequireResource(item.Kind, static _ => true), item, scope);
        var answer = await connection.Client.SendAsync(new ServiceRequest(route, connection.Path(route, item)) { IsForFile = true, Range = range }, scope);
        if (answer.File is { } file) return file;
        // Sent on to a store of files: what is asked there is asked without the credential.
        return answer.Location is { } elsewhere ? await connection.Links.OpenAsync(elsewhere, range, scope.Notices, stop) : throw connection.Client.Explain(answer);
    }

    public Task<bool> RefreshAsync() => Task.FromResult(false);
}

/// <summary>Learns which files an item has.</summary>
internal static class MediaFinder
{
    /// <summary>The files of an item, with links that are good now.</summary>
    /// <exception cref="RecordingException">They cannot be learned, or one cannot be had.</exception>
    public static async Task<IReadOnlyList<MediaFile>> FindAsync(Connection connection, ResourceDeclaration resource, MediaDeclaration media, RecordingReference item, CallScope scope)
    {
        var files = await ReadAsync(connection, resource, media, item, scope);
        if (files.Count == 0) throw Unavailable($"{item} has no media.");
        var found = new List<MediaFile>();
        foreach (var file in files)
        {
            var recording = file.Label.Length > 0 ? file.Label : item.Id;
            if (file.WhyNot is { } why) throw Unavailable($"{item} cannot be saved. {why}");
            var known = file.Forms.Count == 0 && media.Listing is { } listing ? await ReadListedAsync(connection, listing, item, recording, scope) ?? file : file;
            found.Add(known.Forms.Count > 0 ? known with { Label = file.Label == item.Id ? "" : file.Label } : throw Unavailable(
                files.Count == 1 ? $"{item} has no media." : $"{item} has no media for its recording {recording}."));
        }

        return found;
    }

    public static ArchiveException Unavailable(string message) => new(
        "MediaUnavailable", message, "Nothing was saved of it, so do not remove it for having been saved. It may not be finished yet, or have been recorded without media.");

    private static async Task<IReadOnlyList<MediaFile>> ReadAsync(Connection connection, ResourceDeclaration resource, MediaDeclaration media, RecordingReference item, CallScope scope)
    {
        if (media.Source is not { } source)
        {
            var (_, record) = await connection.ReadAsync(resource, item, scope) ?? throw connection.Unknown(item);
            return Parse(connection, record, root => media.Read(root, item));
        }

        var answer = await connection.Client.SendAsync(new ServiceRequest(source, connection.Path(source, item)), scope);
        if (answer.IsSuccess) return Parse(connection, answer.Body, root => media.Read(root, item));
        throw answer.StatusCode == 404 && media.SaysNone(answer.Words) ? Unavailable($"{item} has no media: {answer.Words?.Text}") : connection.Client.Explain(answer);
    }

    private static async Task<MediaFile?> ReadListedAsync(Connection connection, MediaListing listing, RecordingReference item, string recording, CallScope scope)
    {
        var answer = await connection.Client.ReadAsync(new ServiceRequest(listing.Route, connection.Path(listing.Route, item), listing.WriteQuery(recording)), scope);
        return Parse(connection, answer.Body, root => listing.Read(root, recording));
    }

    private static T Parse<T>(Connection connection, ReadOnlyMemory<byte> json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (JsonException fault)
        {
            throw new ProviderResponseException(
                $"{connection.Provider.DisplayName} gave an answer that cannot be read.", "Check -BaseUri and the proxy; if both are right, the service has changed: report it.", fault);
        }
    }
}
