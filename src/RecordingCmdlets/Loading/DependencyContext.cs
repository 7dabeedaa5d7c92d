using System.Reflection;
using System.Runtime.Loader;

namespace RecordingCmdlets.Loading;

/// <summary>
/// The load context of the engine and its packages, so that another module's Polly neither meets ours nor
/// wins over it. Only Abstractions is shared, since its types are what users see.
/// </summary>
internal sealed class DependencyContext(string folder) : AssemblyLoadContext("RecordingCmdlets")
{
    private static readonly HashSet<string> Shared = new(StringComparer.OrdinalIgnoreCase) { "RecordingCmdlets", "RecordingCmdlets.Abstractions" };

    /// <summary>Loads an assembly of this module's own folder.</summary>
    /// <param name="name">Its simple name.</param>
    /// <returns>The assembly, in this context.</returns>
    public Assembly LoadOwn(string name) => LoadFromAssemblyPath(Path.Combine(folder, name + ".dll"));

    // Asked first for every reference of what is loaded here; null leaves it to the host (the base library and Abstractions).
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name || Shared.Contains(name)) return null;
        var path = Path.Combine(folder, name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
