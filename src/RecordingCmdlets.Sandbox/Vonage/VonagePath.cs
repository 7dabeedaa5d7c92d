namespace RecordingCmdlets.Sandbox;

/// <summary>What a path names: the recordings of an account or of one of its users, or one of them.</summary>
/// <param name="Account">The account, as sent.</param>
/// <param name="User">The user, as sent; null for company recordings.</param>
/// <param name="Id">The recording; null for the collection.</param>
internal readonly record struct VonagePath(string Account, string? User, string? Id)
{
    /// <summary>Where the form without a version begins.</summary>
    public const string WithoutVersion = "/t/vbc.prod/call_recording";

    /// <summary>Where the form with a version begins.</summary>
    public const string WithVersion = WithoutVersion + "/v1";

    private const string Company = "company_call_recordings";
    private const string OnDemand = "call_recordings";
    private const string AudioPath = "audio/recording/";
    private const string ExportPath = "bulkDownload/retrieve";

    // Of no host that exists: who follows a link reaches nobody.
    private const string Published = "https://api.sandbox.example" + WithoutVersion + "/api/";

    /// <summary>Reads a path; null when it is no route, or of a form that does not exist.</summary>
    public static VonagePath? Read(string rawPath, VonagePathForms forms)
    {
        return Rest(rawPath, forms)?.Split('/') switch
        {
            ["api", "accounts", { Length: > 0 } account, Company] => Make(account, null, null),
            ["api", "accounts", { Length: > 0 } account, Company, { Length: > 0 } id] => Make(account, null, id),
            ["api", "accounts", { Length: > 0 } account, "users", { Length: > 0 } user, OnDemand] => Make(account, user, null),
            ["api", "accounts", { Length: > 0 } account, "users", { Length: > 0 } user, OnDemand, { Length: > 0 } id] => Make(account, user, id),
            _ => null,
        };
    }

    /// <summary>The published address of a collection; links have the form without a version.</summary>
    public static string Collection(string account, string? user) =>
        user is null ? $"{Published}accounts/{account}/{Company}" : $"{Published}accounts/{account}/users/{user}/{OnDemand}";

    /// <summary>The address of what was recorded, on the host that was asked: with the key, it is followed.</summary>
    public static string Audio(string? host, string id) => $"http://{host}{WithoutVersion}/api/{AudioPath}{id}";

    /// <summary>The address of what was exported.</summary>
    public static string Export(string? host, string jobId) => $"http://{host}{WithoutVersion}/api/{ExportPath}?jobId={jobId}";

    /// <summary>The id of what a path says was recorded; null when it is of something else.</summary>
    public static string? ReadAudio(string rawPath, VonagePathForms forms) =>
        Rest(rawPath, forms) is { } rest && After(rest, "api/" + AudioPath) is { Length: > 0 } id && !id.Contains('/', StringComparison.Ordinal) ? UrlText.Decode(id) : null;

    /// <summary>Reads the path of the jobs of a user, or of one of them; null when it is neither.</summary>
    public static VonagePath? ReadJobs(string rawPath, VonagePathForms forms) => Rest(rawPath, forms)?.Split('/') switch
    {
        ["api", "accounts", { Length: > 0 } account, "users", { Length: > 0 } user, OnDemand, "jobs"] => Make(account, user, null),
        ["api", "accounts", { Length: > 0 } account, "users", { Length: > 0 } user, OnDemand, "jobs", { Length: > 0 } id] => Make(account, user, id),
        _ => null,
    };

    /// <summary>Whether a path is of what was exported.</summary>
    public static bool IsExport(string rawPath, VonagePathForms forms) => Rest(rawPath, forms) == "api/" + ExportPath;

    /// <summary>What comes after the beginning of a path; null when it is no route, or of a form that does not exist.</summary>
    public static string? Rest(string rawPath, VonagePathForms forms)
    {
        var rest = forms.HasFlag(VonagePathForms.WithVersion) ? After(rawPath, WithVersion + "/") : null;
        if (forms.HasFlag(VonagePathForms.WithoutVersion)) rest ??= After(rawPath, WithoutVersion + "/");
        return rest;
    }

    private static string? After(string path, string start) => path.StartsWith(start, StringComparison.Ordinal) ? path[start.Length..] : null;

    private static VonagePath Make(string account, string? user, string? id) =>
        new(UrlText.Decode(account), user is null ? null : UrlText.Decode(user), id is null ? null : UrlText.Decode(id));
}
