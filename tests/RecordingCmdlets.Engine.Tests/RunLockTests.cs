using RecordingCmdlets.Engine.Storage;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class RunLockTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_lock_is_had_once_and_again_when_it_was_let_go()
    {
        var path = folder.File("a/job.lock");

        using (var first = RunLock.TryTake(path, []))
        {
            Assert.NotNull(first);
            Assert.Null(RunLock.TryTake(path, []));
        }

        using var second = RunLock.TryTake(path, []);
        Assert.NotNull(second);
    }

    [Fact]
    public void An_account_is_the_same_whatever_its_connection_is_called()
    {
        // Nobody else has such a credential: the locks lie in the user's own folder.
        var key = Guid.NewGuid().ToString("N")[..16];
        using var first = RunLock.TryTake(null, [Connection("a", key), Connection("b", key + "b")]);

        Assert.NotNull(first);
        Assert.Null(RunLock.TryTake(null, [Connection("c", key)]));
        // What was taken on the way to the one that was not free is free again; in which order they come nobody knows.
        var free = Enumerable.Range(0, 16).Select(i => Connection($"{i}", $"{key}{i}")).ToList();
        Assert.Null(RunLock.TryTake(null, [.. free, Connection("d", key + "b")]));
        using var others = RunLock.TryTake(null, free);
        Assert.NotNull(others);
    }

    [Fact]
    public void Two_connections_to_one_account_do_not_keep_each_other_away()
    {
        var key = Guid.NewGuid().ToString("N")[..16];

        using var both = RunLock.TryTake(null, [Connection("a", key), Connection("b", key)]);

        Assert.NotNull(both);
    }

    [Fact]
    public void Where_no_file_can_be_made_there_is_an_error_and_no_lock()
    {
        File.WriteAllText(folder.File("file"), "");

        var fault = Assert.Throws<RecordingArgumentException>(() => RunLock.TryTake(folder.File("file/job.lock"), []));

        Assert.Equal("LockUnavailable", fault.ErrorId);
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        File.CreateSymbolicLink(folder.File("job.lock"), folder.File("elsewhere"));

        Assert.Equal("LockUnavailable", Assert.Throws<RecordingArgumentException>(() => RunLock.TryTake(folder.File("job.lock"), [])).ErrorId);
        Assert.False(File.Exists(folder.File("elsewhere")));
    }

    [Fact]
    public void Where_the_account_is_named_another_key_is_no_other_account()
    {
        var account = Guid.NewGuid().ToString("N");
        using var first = RunLock.TryTake(null, [Connection("a", "token-1", account)]);

        Assert.NotNull(first);
        Assert.Null(RunLock.TryTake(null, [Connection("a", "token-2", account)]));
        using var other = RunLock.TryTake(null, [Connection("a", "token-1", account + "b")]);
        Assert.NotNull(other);
    }

    private static ConnectionInfo Connection(string name, string fingerprint, string? account = null) => new()
    {
        AccountId = account,
        Name = name,
        Provider = "Telnyx",
        BaseUri = new Uri($"https://host/{name}"),
        CredentialSource = "",
        CredentialFingerprint = fingerprint,
        BulkSize = 1,
        ConnectedAt = default,
    };
}
