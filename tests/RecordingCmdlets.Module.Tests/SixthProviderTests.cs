using Xunit;

namespace RecordingCmdlets.ModuleTests;

/// <summary>Who follows CONTRIBUTING.md, and does nothing else, has added a provider; and who leaves a step out is told.</summary>
public sealed class SixthProviderTests
{
    private const string Conventions = "RecordingCmdlets.Conventions.Tests";
    private const string Engine = "RecordingCmdlets.Engine.Tests";

    [Fact]
    public async Task The_steps_of_the_page_are_enough_and_none_can_be_left_out()
    {
        var page = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "CONTRIBUTING.md"), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        using var copy = new RepositoryCopy();
        var written = copy.Write(page);
        var changed = copy.Change(page);

        // One folder and one registration, and for what is to be rehearsed with, the same once more.
        Assert.Equal(
            ["src/RecordingCmdlets.Engine/Providers/Parley/ParleyJson.cs", "src/RecordingCmdlets.Engine/Providers/Parley/ParleyProvider.cs", "src/RecordingCmdlets.Sandbox/Parley/ParleyRoom.cs"],
            written.Where(f => f.StartsWith("src/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["src/RecordingCmdlets.Engine/Providers/ProviderRegistry.cs", "src/RecordingCmdlets.Sandbox/SandboxRooms.cs"],
            changed.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal)));

        Passed(await copy.BuildAsync($"tests/{Conventions}"));
        Passed(await copy.TestAsync(Conventions));
        Passed(await copy.BuildAsync($"tests/{Engine}"));
        Passed(await copy.TestAsync(Engine, "*ParleyFactsTests", "*WhatIsToldTests", "*Fuzzing.RecordTests", "*Fuzzing.MappingTests"));

        // What no compiler looks at is missed by a test when it is forgotten.
        foreach (var file in written.Concat(changed).Where(f => !f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith("FactsTests.cs", StringComparison.Ordinal)))
        {
            var done = copy.TakeBack(file);
            var outcome = await copy.TestAsync(Conventions, "*FactTests", "*PolicyDocTests", "*ScaleTests", "*ServiceListTests");
            Assert.True(outcome.ExitCode == 2, $"Nobody missed {file}.\n{outcome.Text}");
            await File.WriteAllTextAsync(copy.PathOf(file), done, TestContext.Current.CancellationToken);
        }

        var host = await PowerShellHost.Instance;
        Assert.SkipUnless(host.WhyNot is null, host.WhyNot ?? "");
        var state = Directory.CreateTempSubdirectory("recordingcmdlets-sixth-").FullName;
        Passed(await host.RunAsync(Path.Combine(Repository.Scripts, "Use-SixthProvider.ps1"), state, TimeSpan.FromMinutes(3), copy.PathOf("RecordingCmdlets.psd1"), state));
        Directory.Delete(state, recursive: true);
    }

    private static void Passed(ProcessOutcome outcome) => Assert.True(outcome.ExitCode == 0, outcome.Text);
}
