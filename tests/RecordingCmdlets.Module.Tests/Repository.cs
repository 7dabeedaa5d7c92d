using System.Reflection;

namespace RecordingCmdlets.ModuleTests;

/// <summary>Where things are.</summary>
internal static class Repository
{
    public static string Root { get; } = Read("RepositoryRoot");

    /// <summary>The folder that goes into PSModulePath: the package is staged below it.</summary>
    public static string Staging { get; } = Path.Combine(Root, "out");

    public static string Version { get; } = Read("ModuleVersion");

    public static string Package { get; } = Path.Combine(Staging, "RecordingCmdlets", Version);

    public static string Pester { get; } = Path.Combine(Root, "tests", "Pester");

    public static string Scripts { get; } = Path.Combine(Root, "tests", "RecordingCmdlets.Module.Tests");

    private static string Read(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
