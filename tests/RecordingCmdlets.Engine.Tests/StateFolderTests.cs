using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Removal;
using RecordingCmdlets.Engine.Storage;
using RecordingCmdlets.Engine.Tests.EndToEnd;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

/// <summary>Whose the files are, also where others may write beside them.</summary>
public sealed class StateFolderTests : IDisposable
{
    private const string WhyNotWindows = "Windows has access lists instead of modes, and links need a privilege.";
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = (UnixFileMode)0b110_110_110;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_folder_that_is_made_is_for_its_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), WhyNotWindows);
        if (OperatingSystem.IsWindows()) return;

        StateFolder.Create(folder.File("a/b/c"));

        foreach (var name in (string[])["a", "a/b", "a/b/c"]) Assert.Equal(OwnerFolder, File.GetUnixFileMode(folder.File(name)));
    }

    [Fact]
    public async Task Every_file_beside_a_ledger_or_holds_is_for_its_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), WhyNotWindows);
        if (OperatingSystem.IsWindows()) return;

        new HoldBook(folder.File("holds.json"), TimeProvider.System).Add(Given.Hold(), new AuditOptions { Path = folder.Path });
        await using (await RunLedger.OpenAsync(LedgerPurpose.Removal, new AuditOptions { Path = folder.Path }, TimeProvider.System))
        {
        }

        var files = Directory.GetFiles(folder.Path);
        Assert.Equal(2, files.Count(f => f.EndsWith(".jsonl", StringComparison.Ordinal)));
        Assert.Contains(folder.File(RunIndex.FileName), files);
        foreach (var file in files) Assert.Equal(OwnerFile, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData(RunIndex.FileName)]
    [InlineData(RunIndex.FileName + ".lock")]
    [InlineData("run.jsonl")]
    public async Task A_link_beside_a_ledger_is_not_written_through(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), WhyNotWindows);
        var precious = folder.File("precious");
        await File.WriteAllTextAsync(precious, "mine", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(folder.File(name), precious);

        await Assert.ThrowsAsync<AuditException>(() => RunLedger.OpenAsync(LedgerPurpose.Removal, new AuditOptions { Path = folder.File("run.jsonl") }, TimeProvider.System));

        Assert.Equal("mine", await File.ReadAllTextAsync(precious, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_link_in_place_of_a_draft_of_the_holds_is_taken_away_and_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), WhyNotWindows);
        if (OperatingSystem.IsWindows()) return;
        var (precious, holds) = (folder.File("precious"), folder.File("holds.json"));
        await File.WriteAllTextAsync(precious, "mine", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(holds + ".new", precious);

        new HoldBook(holds, TimeProvider.System).Add(Given.Hold(), new AuditOptions { IsDisabled = true });

        Assert.Equal("mine", await File.ReadAllTextAsync(precious, TestContext.Current.CancellationToken));
        Assert.Null(new FileInfo(holds).LinkTarget);
        Assert.Equal(OwnerFile, File.GetUnixFileMode(holds));
    }

    [Fact]
    public async Task A_draft_that_somebody_else_could_read_does_not_become_the_holds_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), WhyNotWindows);
        if (OperatingSystem.IsWindows()) return;
        var holds = folder.File("holds.json");
        await File.WriteAllTextAsync(holds + ".new", "half of it", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(holds + ".new", Everybody);

        new HoldBook(holds, TimeProvider.System).Add(Given.Hold(), new AuditOptions { IsDisabled = true });

        Assert.Equal(OwnerFile, File.GetUnixFileMode(holds));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_run_warns_of_holds_and_ledgers_that_everybody_may_change(bool isFileOpen, bool isFolderOpen)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), WhyNotWindows);
        if (OperatingSystem.IsWindows()) return;
        await using var rig = await Rig.ConnectedAsync();
        if (isFileOpen) File.SetUnixFileMode(rig.HoldPath, Everybody);
        if (isFolderOpen)
        {
            Directory.CreateDirectory(rig.AuditPath);
            File.SetUnixFileMode(rig.AuditPath, Everybody | OwnerFolder | UnixFileMode.OtherExecute);
        }

        await rig.RemoveAsync(Array.Empty<RemovalTarget>());

        Assert.Equal(isFileOpen, rig.Notices.Said.Any(s => s.Contains($"may change the holds file {rig.HoldPath}", StringComparison.Ordinal)));
        Assert.Equal(isFolderOpen, rig.Notices.Said.Any(s => s.Contains("may change the ledger ", StringComparison.Ordinal)));
    }
}
