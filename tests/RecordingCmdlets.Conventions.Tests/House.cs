using System.Reflection;
using System.Text.RegularExpressions;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>The house as it stands: its folders, its sources and its assemblies.</summary>
internal static class House
{
    public static string Root { get; } = FindRoot();

    public static Assembly Abstractions => typeof(RecordingException).Assembly;

    public static Assembly Engine => typeof(Engine.RecordingEngine).Assembly;

    public static Assembly Sandbox => typeof(Sandbox.SandboxServer).Assembly;

    public static Assembly Module => typeof(Cmdlets.GetRecordingCommand).Assembly;

    public static IReadOnlyList<Assembly> Assemblies { get; } = [Abstractions, Engine, Sandbox, Module];

    /// <summary>The C# files below a folder of the repository.</summary>
    public static IReadOnlyList<SourceFile> Sources(string folder) =>
        [.. Files(folder, "*.cs").Select(file => new SourceFile(file, File.ReadAllText(Path.Combine(Root, file))))];

    /// <summary>Files below a folder, relative to the root, with slashes; without what a build makes.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern)
    {
        var found = Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "TestResults"))
            .Order(StringComparer.Ordinal)
            .ToList();
        return found.Count > 0 ? found : throw new InvalidOperationException($"There is no {pattern} in {folder}: the rule would look at nothing.");
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Says where a pattern stands in the code of some files, comments aside.</summary>
    public static List<string> Find(IEnumerable<SourceFile> files, string pattern, RegexOptions options = RegexOptions.None) =>
        [.. files.SelectMany(file => Regex.Matches(file.Code, pattern, options).Select(m => $"{file.Path}: {m.Value.Trim()}"))];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "RecordingCmdlets.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}

/// <summary>A C# file.</summary>
/// <param name="Path">From the root, with slashes.</param>
/// <param name="Text">As it is.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>The text without comments; lines stay where they are.</summary>
    public string Code { get; } = CodeText.WithoutComments(Text);
}
