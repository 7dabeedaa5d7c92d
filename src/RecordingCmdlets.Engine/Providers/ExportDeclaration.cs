using System.Text.Json;

namespace RecordingCmdlets.Engine.Providers;

/// <summary>
/// How a service puts the files of many items into one archive: it is ordered for a span of time, takes a while, and is fetched
/// with the credential then. The body of the order has the keys of the listing.
/// </summary>
internal sealed class ExportDeclaration
{
    /// <summary>Orders an archive.</summary>
    public required Route Order { get; init; }

    /// <summary>Tells how far a job is; <c>{id}</c> is the job's.</summary>
    public required Route Job { get; init; }

    /// <summary>Gives the archive; the query is the one in the job's link.</summary>
    public required Route Content { get; init; }

    /// <summary>What the id of a job may look like.</summary>
    public required IdRule JobId { get; init; }

    /// <summary>Reads the ids of the jobs that an order makes.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public required Func<JsonElement, IReadOnlyList<string>> ReadOrder { get; init; }

    /// <summary>Reads a job.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public required Func<JsonElement, ExportJob> ReadJob { get; init; }

    /// <summary>The field of a record that names its file in the archive.</summary>
    public required string NameField { get; init; }

    public IEnumerable<Route> Routes => [Order, Job, Content];
}

/// <summary>How far an export is.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="IsComplete">Whether the archive can be fetched.</param>
/// <param name="Status">What the service calls that.</param>
/// <param name="FilesDone">The files in it so far; null when that is not told.</param>
/// <param name="FilesTotal">The files that it will have; null when that is not told.</param>
/// <param name="Link">Where the archive is; null while there is none.</param>
internal sealed record ExportJob(string? Id, bool IsComplete, string? Status, long? FilesDone, long? FilesTotal, string? Link);
