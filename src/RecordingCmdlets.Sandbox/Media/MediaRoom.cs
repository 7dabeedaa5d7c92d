using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace RecordingCmdlets.Sandbox;

/// <summary>
/// The media host of a service, an origin of its own: it serves files to whoever has a signed link to them, and refuses who
/// sends a credential besides. Its paths begin with <c>/media</c>.
/// </summary>
public sealed class MediaRoom : ISandboxRoom
{
    private const string Base = "/media";

    private readonly MediaManner manner;
    private readonly Func<string, MediaFile?> find;
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private int series;

    internal MediaRoom(string provider, MediaManner manner, TimeSpan linkLifetime, Func<string, MediaFile?> find)
    {
        Provider = provider;
        this.manner = manner;
        this.find = find;
        LinkLifetime = linkLifetime;
    }

    /// <summary>The service whose files these are.</summary>
    public string Provider { get; }

    /// <summary>For how long a link is good, in whole seconds.</summary>
    public TimeSpan LinkLifetime { get; set; }

    /// <summary>Files in place of the invented ones, by name: what comes after <c>/media/</c> in the link, unescaped.</summary>
    public ConcurrentDictionary<string, MediaFile> Files { get; } = new(StringComparer.Ordinal);

    string ISandboxRoom.Name => Provider;

    string ISandboxRoom.BasePath => Base;

    IReadOnlyCollection<string> ISandboxRoom.Ids => [];

    bool ISandboxRoom.IsLimited => false;

    bool ISandboxRoom.HasSecretQuery => true;

    /// <summary>Where the files are served; set once the port is open.</summary>
    internal Uri? Address { get; set; }

    /// <summary>Makes every link run out that was told so far.</summary>
    public void ExpireLinks() => Interlocked.Increment(ref series);

    bool ISandboxRoom.ServesMedia(SandboxHttpRequest request) => true;

    bool ISandboxRoom.IsAuthorized(SandboxHttpRequest request, string apiKey) =>
        request.GetHeader("Authorization") is null && Name(request) is { } name && Read(name, request) is { } signature && IsGood(signature);

    SandboxHttpResponse ISandboxRoom.Refuse(SandboxHttpRequest request, string? echo) =>
        request.GetHeader("Authorization") is not null ? MediaErrors.TwoCredentials(echo is null ? null : $" Received Authorization: '{echo}'.")
        : Name(request) is { } name && Read(name, request) is not null ? MediaErrors.Expired()
        : MediaErrors.WrongSignature();

    RoomAnswer ISandboxRoom.Handle(RoomCall call)
    {
        if (call.Request.Method is not ("GET" or "HEAD")) return new(MediaErrors.WrongMethod());
        if (call.Twist == MediaTwist.Expired) return new(MediaErrors.Expired());
        return new(Find(Name(call.Request)!) is { } file ? MediaAnswer.Make(call.Request, file, call.Twist) : MediaErrors.NotFound());
    }

    SandboxHttpResponse ISandboxRoom.Error(int status, string? echo) => MediaErrors.For(status);

    void ISandboxRoom.AddHeaders(SandboxHttpResponse response, string requestId, RateState? rate) => response.WithDefault("x-amz-request-id", requestId);

    /// <summary>The file of a name; null when it is gone.</summary>
    internal MediaFile? Find(string name)
    {
        // What belongs to something deleted is gone, whatever a test put there.
        var file = find(name);
        return file is not null && Files.TryGetValue(name, out var own) ? own : file;
    }

    /// <summary>The address that a link is told as: signed afresh if it names a file here.</summary>
    internal string? Sign(string? link)
    {
        if (MediaLink.Name(link) is not { } name) return link;
        MediaSignature signature = new(name, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), (long)LinkLifetime.TotalSeconds, Volatile.Read(ref series));
        var path = string.Join('/', name.Split('/').Select(Uri.EscapeDataString));
        return $"{Address}/{path}?{signature.Write(manner, key)}";
    }

    private static string? Name(SandboxHttpRequest request) =>
        request.RawPath.StartsWith(Base + "/", StringComparison.Ordinal) ? UrlText.Decode(request.RawPath[(Base.Length + 1)..]) : null;

    private MediaSignature? Read(string name, SandboxHttpRequest request) => MediaSignature.Read(name, request.RawQuery, key);

    private bool IsGood(MediaSignature signature) =>
        signature.Series == Volatile.Read(ref series) && TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() <= signature.Issued + signature.Lifetime;
}
