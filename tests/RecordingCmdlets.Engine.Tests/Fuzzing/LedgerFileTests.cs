using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Fuzzing;

/// <summary>Ledgers that were changed, and ledgers of hostile names.</summary>
public sealed class LedgerFileTests : IDisposable
{
    private static readonly Secret Key = new("a key that is long enough");
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Any_bytes_are_read_and_checked_without_a_fault()
    {
        var sealed_ = await File.ReadAllBytesAsync((await WriteAsync()).Path, TestContext.Current.CancellationToken);
        var path = folder.File("changed.jsonl");
        var lines = Encoding.UTF8.GetString(sealed_).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var trees = from at in Gen.Choose(0, lines.Length - 1)
                    from tree in JsonTree.Mutate(JsonTree.Parse(lines[at]), Hostile.JsonValue)
                    select Encoding.UTF8.GetBytes(string.Concat(lines.Select((l, i) => (i == at ? tree.ToString() : l) + "\n")));
        Properties.Hold(Gen.OneOf(Hostile.Bytes, Hostile.Damage(sealed_), trees), bytes =>
        {
            File.WriteAllBytes(path, bytes);
            var archive = new AuditArchive(path);
            foreach (var entry in archive.ReadEntries()) _ = (entry.ToString(), entry.Reference, entry.StatusCode);
            _ = archive.Verify(null, Key).Single();
        }, always: 1_000, nightly: 50_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_was_changed_of_a_sealed_ledger_is_noticed(bool withKey)
    {
        var key = withKey ? Key : null;
        var (written, head) = await WriteAsync(key);
        var whole = await File.ReadAllBytesAsync(written, TestContext.Current.CancellationToken);
        var path = folder.File("changed.jsonl");
        var starts = whole.Select((b, i) => (b, i)).Where(x => x.b == '\n').Select(x => x.i + 1).Prepend(0).ToArray();
        // Whole lines moved, doubled or taken away, and what a JSON reader would not see.
        var lines = from order in Gen.ArrayOf(Gen.Choose(0, starts.Length - 2)).Resize(12)
                    select order.SelectMany(i => whole[starts[i]..starts[i + 1]]).ToArray();
        var unseen = from at in Gen.Choose(0, whole.Length)
                     from put in Gen.Elements(" ", "\t", "\r", "\n", "x", "{}", "{}\n", "\"x\":1,", ",\"x\":1")
                     select (byte[])[.. whole[..at], .. Encoding.UTF8.GetBytes(put), .. whole[at..]];
        Properties.Hold(Gen.OneOf(Hostile.Damage(whole), lines, unseen), bytes =>
        {
            if (bytes.AsSpan().SequenceEqual(whole)) return;
            File.WriteAllBytes(path, bytes);
            Assert.NotEqual(AuditState.Sealed, LedgerVerifier.Verify(path, null, key).State);
            Assert.NotEqual(AuditState.Sealed, LedgerVerifier.Verify(path, head, key).State);
        }, always: 2_000);
    }

    [Fact]
    public void What_is_read_is_what_was_written_whatever_names_it_had()
    {
        var items = from texts in Gen.ArrayOf(Hostile.WholeText, 6)
                    from outcome in Gen.Elements(Enum.GetValues<RemovalOutcome>())
                    from status in Gen.Choose(100, 599)
                    from asks in Gen.Elements(true, false)
                    select (texts, outcome, status, asks);
        Properties.Hold(Gen.ArrayOf(items).Resize(6), all => CheckAsync(all).GetAwaiter().GetResult(), always: 100, nightly: 3_000);

        async Task CheckAsync((string[] Texts, RemovalOutcome Outcome, int Status, bool Asks)[] all)
        {
            var time = new ManualTime();
            var path = folder.File($"{Guid.NewGuid():N}.jsonl");
            var ledger = await RunLedger.OpenAsync(LedgerPurpose.Removal, new AuditOptions { Path = path, Reason = string.Concat(all.Select(a => a.Texts[0])), Ticket = "T" }, time);
            foreach (var (texts, outcome, status, asks) in all)
            {
                var item = new RecordingReference(texts[0], texts[1], texts[2], texts[3], texts[4], null);
                var result = new RemovalResult { Reference = item, Outcome = outcome, Evidence = RemovalEvidence.Response, Reason = texts[5], StatusCode = status, Time = time.GetUtcNow(), RunId = ledger.RunId };
                ledger.Settle(result, asks ? ledger.Intend(item, wasListed: true) : 0);
            }

            await ledger.DisposeAsync();
            // A line each, whatever the names hold, and nothing in them that a terminal would act on.
            var lines = (await File.ReadAllTextAsync(path)).Split('\n');
            Assert.Equal("", lines[^1]);
            Assert.Equal(all.Length + all.Count(a => a.Asks) + 3, lines.Length);
            Assert.All(lines[..^1], line =>
            {
                Assert.DoesNotContain(line, char.IsControl);
                using var _ = JsonDocument.Parse(line);
            });
            Assert.Equal(AuditState.Sealed, LedgerVerifier.Verify(path, null, null).State);
            var read = new AuditArchive(path).ReadEntries().ToList();
            Assert.Equal(all.Length, read.Count);
            foreach (var ((texts, outcome, status, asks), entry) in all.Zip(read))
            {
                Assert.Equal(new RecordingReference(Cut(texts[0]), Cut(texts[1]), Cut(texts[2]), Cut(texts[3]), Cut(texts[4]), null), entry.Reference);
                Assert.Equal((outcome, status, asks), (entry.Outcome, entry.StatusCode, entry.WasListed));
            }

            File.Delete(path);
        }

        static string Cut(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(LedgerHeader.Cut(text)));
    }

    private async Task<(string Path, string Head)> WriteAsync(Secret? key = null)
    {
        var time = new ManualTime();
        await using var ledger = await RunLedger.OpenAsync(LedgerPurpose.Removal, new AuditOptions { Path = folder.File($"{Guid.NewGuid():N}.jsonl"), Key = key, Reason = "tidy ü" }, time);
        using var connection = Given.Connection();
        ledger.TellConnection(connection);
        var intent = ledger.Intend(Given.Reference("a"), wasListed: true);
        ledger.Intend(Given.Reference("b"), wasListed: false);
        ledger.Settle(new RemovalResult { Reference = Given.Reference("a"), Outcome = RemovalOutcome.Deleted, Evidence = RemovalEvidence.Response, Time = time.GetUtcNow(), RunId = ledger.RunId }, intent);
        await ledger.CloseAsync();
        return (ledger.Path!, ledger.Head!);
    }
}
