using RecordingCmdlets.Help.Reading;
using RecordingCmdlets.Help.Writing;

namespace RecordingCmdlets.Help;

/// <summary>Reads the built module and writes its help. Faults are told the way a build shows them as its own.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (Options.Parse(arguments) is not { } options)
        {
            Console.Error.WriteLine(Options.Usage);
            return 2;
        }

        foreach (var file in new[] { options.Module, Path.ChangeExtension(options.Module, ".xml"), options.PowerShell, options.Errors, options.ErrorList })
            if (!File.Exists(file)) return Fail([$"{file} : error HELP000: This file is missing; without it there is no help."]);

        using var reader = new ModuleReader(options.Module, options.PowerShell, new ErrorPage(options.Errors, options.ErrorList));
        var cmdlets = reader.Read();
        IReadOnlyList<string> faults = [.. Completeness.Check(cmdlets), .. reader.StrayErrors.Select(e => $"{options.ErrorList} : error HELP008: {e} is no error of the page, or no class.")];
        if (faults.Count > 0) return Fail(faults);

        var pages = new PageFolder(options.Pages, cmdlets);
        if (options.Check)
        {
            faults = pages.FindDifferences();
            if (faults.Count > 0) return Fail(faults);
        }
        else
        {
            pages.Write();
        }

        // Last: the build takes its time as the time of the whole.
        Directory.CreateDirectory(Path.GetDirectoryName(options.Maml)!);
        File.WriteAllText(options.Maml, MamlWriter.Write(cmdlets));
        return 0;
    }

    private static int Fail(IEnumerable<string> faults)
    {
        foreach (var fault in faults) Console.Error.WriteLine(fault);
        return 1;
    }
}
