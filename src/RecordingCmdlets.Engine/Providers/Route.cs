namespace RecordingCmdlets.Engine.Providers;

/// <summary>What a route does to the service's data. A route that declares nothing may only be a GET.</summary>
internal enum RouteEffect
{
    Undeclared,
    Reads,
    Writes,
    Destroys,
}

/// <summary>One call of a service: method, path below the base address, effect, and the limit it counts against.</summary>
/// <param name="Name">The name in logs and in the service's facts, such as <c>TEL-E3</c>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without a leading slash; <c>{id}</c>, <c>{owner}</c>, <c>{site}</c> and <c>{account}</c> are filled in, escaped.</param>
/// <param name="Effect">What it does.</param>
/// <param name="LimitClass">Calls of one class share a pace.</param>
internal sealed record Route(string Name, HttpMethod Method, string Path, RouteEffect Effect, string LimitClass = "")
{
    /// <summary>The scope that a token needs for it, to name it when it is refused; null where there are none.</summary>
    public string? Scope { get; init; }

    /// <summary>The media type that is asked for, where it is not JSON.</summary>
    public string? Accept { get; init; }
}
