using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Archiving;

/// <summary>The archive of an export. It is asked of the service itself only, since the credential goes with it.</summary>
internal sealed class ExportSource(Connection connection, ExportDeclaration export, RecordingReference item, string link, CallScope scope, Func<Task<string?>> renew) : IFileSource
{
    private ServiceRequest request = Address(connection, export, item, link);

    public string Host => connection.Provider.DisplayName;

    public async Task<FileAnswer> OpenAsync(FileRange? range, CancellationToken stop)
    {
        var answer = await AskAsync(range);
        // A job is looked at again only where its link may have run out.
        if (answer.StatusCode is 404 or 410 && await RefreshAsync()) answer = await AskAsync(range);
        if (answer.File is { } file) return file;
        return answer.Location is { } elsewhere ? await connection.Links.OpenAsync(elsewhere, range, scope.Notices, stop) : throw connection.Client.Explain(answer);
    }

    public async Task<bool> RefreshAsync()
    {
        if (await renew() is not { } fresh) return false;
        request = Address(connection, export, item, fresh);
        return true;
    }

    private Task<ServiceAnswer> AskAsync(FileRange? range) => connection.Client.SendAsync(request with { Range = range, Trace = new CallTrace() }, scope);

    /// <summary>Of the link only the query is taken; where it leads must be the declared path at the service's own address.</summary>
    private static ServiceRequest Address(Connection connection, ExportDeclaration export, RecordingReference item, string link)
    {
        var path = connection.Path(export.Content, item);
        var client = connection.Client;
        foreach (var basePath in new[] { client.BasePath, client.OtherPath }.OfType<string>())
        {
            var request = new ServiceRequest(export.Content, path) { BasePath = basePath, IsForFile = true };
            if (Uri.TryCreate(link, UriKind.Absolute, out var address) && address.GetLeftPart(UriPartial.Path) == client.BuildUri(request).AbsoluteUri) return request with { Query = address.Query.TrimStart('?') };
        }

        throw new ArchiveException("ExportUnusable", $"{connection.Provider.DisplayName} made an archive and names an address for it that is not its own.", "Report it. Nothing was sent there.");
    }
}
