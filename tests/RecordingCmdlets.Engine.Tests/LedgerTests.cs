using System.Text;
using System.Text.Json;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class LedgerWriterTests : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private readonly FakeSink sink = new();
    private readonly LedgerWriter writer;

    public LedgerWriterTests() => writer = new LedgerWriter(sink);

    public void Dispose()
    {
        writer.Dispose();
        sink.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_line_carries_the_hash_of_the_line_before()
    {
        for (var i = 0; i < 20; i++) Append(i);
        await writer.SealAsync(null);
        var previous = LedgerWriter.Genesis;
        var number = 0;
        foreach (var line in sink.Lines)
        {
            using var document = JsonDocument.Parse(line);
            var isSeal = document.RootElement.GetProperty("type").GetString() == "seal";
            Assert.Equal(++number, document.RootElement.GetProperty("n").GetInt32());
            Assert.Equal(previous, document.RootElement.GetProperty(isSeal ? "head" : "prev").GetString());
            if (isSeal) Assert.Equal(20, document.RootElement.GetProperty("count").GetInt32());
            else previous = LedgerHash.Of(Encoding.UTF8.GetBytes(line));
        }

        Assert.Equal(21, number);
        Assert.Equal(previous, writer.Head);
    }

    [Fact]
    public async Task A_text_cannot_end_a_line()
    {
        writer.Append("x", "a\nb\r\u2028\"\\}\n{\"n\":2}", static (json, text) => json.WriteString("text", text));
        await writer.FlushAsync();
        Assert.Single(sink.Lines);
    }

    [Fact]
    public async Task A_flush_does_not_complete_before_the_sink_has_the_line()
    {
        using var release = new SemaphoreSlim(0);
        using var entered = new SemaphoreSlim(0);
        sink.OnWrite = _ =>
        {
            entered.Release();
            release.Wait(Cancellation);
        };
        Append(1);
        await entered.WaitAsync(Cancellation);
        var first = writer.FlushAsync();
        Append(2);
        var second = writer.FlushAsync();
        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);

        release.Release();
        await first.WaitAsync(Hang, Cancellation);
        Assert.Contains("\"value\":1", sink.Durable, StringComparison.Ordinal);
        await entered.WaitAsync(Cancellation);
        Assert.False(second.IsCompleted);
        Assert.DoesNotContain("\"value\":2", sink.Durable, StringComparison.Ordinal);

        release.Release();
        await second.WaitAsync(Hang, Cancellation);
        Assert.Contains("\"value\":2", sink.Durable, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_at_the_same_time_shares_a_flush()
    {
        using var release = new SemaphoreSlim(0);
        using var entered = new SemaphoreSlim(0);
        sink.OnWrite = _ =>
        {
            entered.Release();
            release.Wait(Cancellation);
        };
        Append(0);
        await entered.WaitAsync(Cancellation);
        var flushes = Enumerable.Range(1, 50).Select(i =>
        {
            Append(i);
            return writer.FlushAsync();
        }).ToList();
        release.Release(2);
        await Task.WhenAll(flushes).WaitAsync(Hang, Cancellation);
        Assert.Equal(2, sink.Groups);
        Assert.Equal(51, sink.Lines.Count);
    }

    [Fact]
    public async Task A_flush_of_nothing_completes() => await writer.FlushAsync().WaitAsync(Hang, Cancellation);

    [Fact]
    public async Task Concurrent_appends_and_flushes_neither_hang_nor_run_ahead_of_the_sink()
    {
        var random = new Random(3);
        sink.OnWrite = _ =>
        {
            if (random.Next(4) == 0) Thread.Yield();
        };
        var tasks = Enumerable.Range(0, 16).Select(worker => Task.Run(
            async () =>
            {
                for (var i = 0; i < 300; i++)
                {
                    var mark = $"w{worker}i{i}e";
                    writer.Append("x", mark, static (json, text) => json.WriteString("mark", text));
                    if (i % 7 == worker % 7) continue;
                    await writer.FlushAsync();
                    Assert.Contains(mark, sink.Durable, StringComparison.Ordinal);
                }
            },
            Cancellation));
        await Task.WhenAll(tasks).WaitAsync(Hang, Cancellation);
        await writer.SealAsync(null).WaitAsync(Hang, Cancellation);
        Assert.Equal(16 * 300 + 1, sink.Lines.Count);
        using var folder = new TempFolder();
        var file = folder.File("x.jsonl");
        // The chain is whole whatever the order; only the header is missing here.
        await File.WriteAllTextAsync(file, sink.Durable, Cancellation);
        Assert.Equal(1, LedgerVerifier.Verify(file, null, null).FirstBrokenLine);
        Assert.Equal(Enumerable.Range(1, 16 * 300 + 1).Select(n => (long)n), LedgerReader.ReadLines(file).Select(l => l.Integer("n")!.Value));
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    [InlineData(typeof(ObjectDisposedException))]
    [InlineData(typeof(NotSupportedException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task A_sink_that_fails_makes_every_later_call_fail(Type type)
    {
        sink.OnWrite = _ => throw (type == typeof(ObjectDisposedException) ? new ObjectDisposedException("disk") : (Exception)Activator.CreateInstance(type, "disk full")!);
        Append(1);
        var fault = await Assert.ThrowsAsync<AuditException>(() => writer.FlushAsync().WaitAsync(Hang, Cancellation));
        Assert.Equal("AuditUnavailable", fault.ErrorId);
        sink.OnWrite = null;
        for (var i = 0; i < 3; i++)
        {
            Assert.Throws<AuditException>(() => Append(2));
            await Assert.ThrowsAsync<AuditException>(() => writer.FlushAsync().WaitAsync(Hang, Cancellation));
        }

        await Assert.ThrowsAsync<AuditException>(() => writer.SealAsync(null).WaitAsync(Hang, Cancellation));
        Assert.Equal("", sink.Durable);
    }

    [Fact]
    public async Task Those_who_wait_for_the_next_group_hear_of_a_failure_too()
    {
        using var release = new SemaphoreSlim(0);
        using var entered = new SemaphoreSlim(0);
        sink.OnWrite = _ =>
        {
            entered.Release();
            release.Wait(Cancellation);
            throw new IOException("disk full");
        };
        Append(1);
        await entered.WaitAsync(Cancellation);
        Task[] flushes = [writer.FlushAsync(), Appended(2), Appended(3)];
        release.Release();
        foreach (var flush in flushes) await Assert.ThrowsAsync<AuditException>(() => flush.WaitAsync(Hang, Cancellation));

        Task Appended(int value)
        {
            Append(value);
            return writer.FlushAsync();
        }
    }

    [Fact]
    public async Task After_the_seal_nothing_can_be_added_and_a_second_seal_does_nothing()
    {
        Append(1);
        await writer.SealAsync(null);
        var head = writer.Head;
        await writer.SealAsync(null);
        Assert.Throws<ObjectDisposedException>(() => Append(2));
        Assert.Equal(2, sink.Lines.Count);
        Assert.Equal(head, writer.Head);
    }

    private long Append(int value) => writer.Append("x", value, static (json, number) => json.WriteNumber("value", number));
}

public sealed class LedgerVerifierTests : IDisposable
{
    private static readonly Secret Key = new("a key that is long enough");
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_ledger_that_was_closed_is_sealed()
    {
        var (path, head) = await WriteAsync(null);
        var found = LedgerVerifier.Verify(path, head, null);
        Assert.Equal(AuditState.Sealed, found.State);
        Assert.True(found.IsIntact);
        Assert.Null(found.FirstBrokenLine);
        Assert.Equal(head, found.Head);
        Assert.Equal(6, found.Lines);
        Assert.Equal(1, found.UnresolvedIntents);
        Assert.NotNull(found.RunId);
        Assert.Equal(AuditState.Sealed, LedgerVerifier.Verify(path, $"  {head.ToUpperInvariant()}\n", null).State);
    }

    [Fact]
    public async Task Another_head_than_the_one_given_out_is_a_mismatch()
    {
        var (path, head) = await WriteAsync(null);
        var other = (head[0] == '0' ? '1' : '0') + head[1..];
        var found = LedgerVerifier.Verify(path, other, null);
        Assert.Equal(AuditState.Mismatch, found.State);
        Assert.False(found.IsIntact);
        var (rewritten, _) = await WriteAsync(null);
        Assert.Equal(AuditState.Mismatch, LedgerVerifier.Verify(rewritten, head, null).State);
    }

    [Fact]
    public async Task A_truncated_ledger_does_not_have_the_head_that_was_given_out()
    {
        var (path, head) = await WriteAsync(null);
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Write(path, lines[..^2]);
        Assert.Equal(AuditState.Unsealed, LedgerVerifier.Verify(path, null, null).State);
        Assert.Equal(AuditState.Mismatch, LedgerVerifier.Verify(path, head, null).State);
    }

    [Fact]
    public async Task The_HMAC_is_right_wrong_or_missing()
    {
        var (path, _) = await WriteAsync(Key);
        Assert.Equal(AuditState.Sealed, LedgerVerifier.Verify(path, null, Key).State);
        Assert.Equal(AuditState.Sealed, LedgerVerifier.Verify(path, null, null).State);
        Assert.Equal(AuditState.Mismatch, LedgerVerifier.Verify(path, null, new Secret("another key")).State);
        var (without, _) = await WriteAsync(null);
        Assert.Equal(AuditState.Mismatch, LedgerVerifier.Verify(without, null, Key).State);
    }

    [Fact]
    public async Task A_ledger_without_a_seal_is_nothing_that_a_key_can_vouch_for()
    {
        var (path, _) = await WriteAsync(Key);
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, string.Join('\n', lines[..^1]) + "\n", TestContext.Current.CancellationToken);

        Assert.Equal(AuditState.Unsealed, LedgerVerifier.Verify(path, null, null).State);
        var check = LedgerVerifier.Verify(path, null, Key);
        Assert.Equal(AuditState.Mismatch, check.State);
        Assert.False(check.IsIntact);
    }

    [Fact]
    public async Task A_key_never_reaches_the_file()
    {
        var (path, _) = await WriteAsync(Key);
        Assert.DoesNotContain(Key.Reveal(), await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_single_byte_that_is_changed_is_noticed(bool withKey)
    {
        var key = withKey ? Key : null;
        var (path, _) = await WriteAsync(key);
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var random = new Random(5);
        var line = 1;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var value in (byte[])[(byte)(whole[at] ^ 1), (byte)(whole[at] ^ 0x20), 0, 0xff, (byte)'\n', (byte)'\\', (byte)' ', (byte)'"', (byte)random.Next(256)])
            {
                if (value == whole[at]) continue;
                RandomAccess.Write(file.SafeFileHandle, [value], at);
                var found = LedgerVerifier.Verify(path, null, key);
                if (at == whole.Length - 1)
                {
                    Assert.Equal(withKey ? AuditState.Mismatch : AuditState.Unsealed, found.State);
                    continue;
                }

                Assert.True(found.State is AuditState.Broken or AuditState.Mismatch, $"byte {at} as {value}: {found.State}");
                if (found.State == AuditState.Broken) Assert.InRange(found.FirstBrokenLine!.Value, Math.Max(1, line - 1), line);
            }

            RandomAccess.Write(file.SafeFileHandle, [whole[at]], at);
            if (whole[at] == '\n') line++;
        }

        Assert.Equal(AuditState.Sealed, LedgerVerifier.Verify(path, null, key).State);
    }

    [Fact]
    public async Task A_line_that_is_removed_is_noticed()
    {
        var (path, _) = await WriteAsync(null);
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        for (var gone = 0; gone < lines.Length - 1; gone++)
        {
            Write(path, [.. lines.Where((_, i) => i != gone)]);
            var found = LedgerVerifier.Verify(path, null, null);
            Assert.Equal(AuditState.Broken, found.State);
            Assert.Equal(gone + 1, found.FirstBrokenLine);
        }

        Write(path, lines[..^1]);
        Assert.Equal(AuditState.Unsealed, LedgerVerifier.Verify(path, null, null).State);
    }

    [Fact]
    public async Task A_line_that_is_added_doubled_or_moved_is_noticed()
    {
        var (path, _) = await WriteAsync(null);
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        for (var at = 0; at <= lines.Length; at++)
        {
            foreach (var added in (string[])["{}", "", "x", lines[Math.Min(at, lines.Length - 1)], $"{{\"n\":{at + 1},\"type\":\"outcome\",\"prev\":\"{LedgerWriter.Genesis}\"}}"])
            {
                Write(path, [.. lines[..at], added, .. lines[at..]]);
                Assert.Equal(AuditState.Broken, LedgerVerifier.Verify(path, null, null).State);
            }
        }

        Write(path, [lines[0], lines[2], lines[1], .. lines[3..]]);
        Assert.Equal(2, LedgerVerifier.Verify(path, null, null).FirstBrokenLine);
    }

    [Fact]
    public async Task A_tail_that_is_cut_anywhere_is_unsealed_and_readable_up_to_its_last_whole_line()
    {
        var (path, _) = await WriteAsync(Key);
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            var wholeLines = whole.AsSpan(0, length).Count((byte)'\n');
            var found = LedgerVerifier.Verify(path, null, null);
            Assert.Equal(wholeLines == 0 ? AuditState.Broken : AuditState.Unsealed, found.State);
            Assert.Equal(wholeLines == 0 ? AuditState.Broken : AuditState.Mismatch, LedgerVerifier.Verify(path, null, Key).State);
            Assert.Equal(wholeLines, found.Lines);
            Assert.Equal(wholeLines, LedgerReader.ReadLines(path).Count());
        }
    }

    [Theory]
    [InlineData("}\n", "}\nx")]
    [InlineData("}\n", "}\n{\"n\":7")]
    [InlineData("}\n", "} \n")]
    [InlineData("}\n", "}\r\n")]
    [InlineData("}\n", ",\"note\":\"x\"}\n")]
    [InlineData("{\"n\":6,", "{\"n\":6, ")]
    [InlineData("{\"n\":6,", "{\"n\":6,\"hmac\":\"\",")]
    public async Task Whatever_is_added_to_the_seal_or_after_it_is_noticed(string written, string changed)
    {
        var (path, _) = await WriteAsync(null);
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var at = text.LastIndexOf(written, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text[..at] + changed + text[(at + written.Length)..], TestContext.Current.CancellationToken);
        Assert.Equal(AuditState.Broken, LedgerVerifier.Verify(path, null, null).State);
    }

    [Fact]
    public void A_file_that_is_no_ledger_is_broken_at_its_first_line()
    {
        var path = folder.File("x.jsonl");
        foreach (var text in (string[])["", "x\n", "{}\n", "[]\n", "\n", $"{{\"n\":1,\"type\":\"header\",\"format\":\"other/1\",\"prev\":\"{LedgerWriter.Genesis}\"}}\n", $"{{\"n\":1,\"type\":\"seal\",\"count\":0,\"head\":\"{LedgerWriter.Genesis}\"}}\n"])
        {
            File.WriteAllText(path, text);
            var found = LedgerVerifier.Verify(path, null, null);
            Assert.Equal(AuditState.Broken, found.State);
            Assert.Equal(1, found.FirstBrokenLine);
        }
    }

    [Theory]
    [InlineData("{\"n\":1,\"\\ud800\":1}")]
    [InlineData("{\"n\":1,\"typ\\ud800\":1}")]
    [InlineData("{\"n\":1,\"type\":\"\\ud800\",\"format\":\"\\udfff\"}")]
    [InlineData("{\"n\":1,\"n\":null,\"type\":7}")]
    public void A_line_that_is_no_text_is_broken_and_not_a_fault(string line)
    {
        var path = folder.File("x.jsonl");
        File.WriteAllText(path, line + "\n");
        Assert.Equal(AuditState.Broken, LedgerVerifier.Verify(path, null, null).State);
        Assert.Empty(new AuditArchive(path).ReadEntries());
    }

    [Fact]
    public void A_line_that_is_too_long_is_named()
    {
        var path = folder.File("x.jsonl");
        File.WriteAllText(path, "{}\n" + new string('x', 3 * 1024 * 1024) + "\n{}\n");
        Assert.Equal(3, LedgerReader.ReadLines(path).Count());
        File.WriteAllText(path, new string('x', 3 * 1024 * 1024) + "\n");
        Assert.Equal((AuditState.Broken, 1L), (LedgerVerifier.Verify(path, null, null).State, LedgerVerifier.Verify(path, null, null).FirstBrokenLine));
    }

    [Fact]
    public void A_file_that_is_missing_is_named() =>
        Assert.Equal("AuditUnreadable", Assert.Throws<AuditException>(() => LedgerVerifier.Verify(folder.File("none.jsonl"), null, null)).ErrorId);

    [Fact]
    public async Task Lines_of_every_length_are_read_whole()
    {
        var path = folder.File("x.jsonl");
        var lengths = new[] { 1, 65_535, 65_536, 65_537, 10, 200_000, 1, 131_072, 65_536 };
        await File.WriteAllTextAsync(path, string.Concat(lengths.Select(l => new string('x', l) + "\n")), TestContext.Current.CancellationToken);
        var hashes = lengths.Select(l => LedgerHash.Of(Encoding.ASCII.GetBytes(new string('x', l))));
        Assert.Equal(hashes, LedgerReader.ReadLines(path).Select(l => l.Hash));
    }

    private static void Write(string path, string[] lines) => File.WriteAllText(path, string.Concat(lines.Select(l => l + "\n")));

    private async Task<(string Path, string Head)> WriteAsync(Secret? key)
    {
        var time = new ManualTime();
        await using var ledger = await RunLedger.OpenAsync(
            LedgerPurpose.Removal, new AuditOptions { Path = folder.File($"{Guid.NewGuid():N}.jsonl"), Key = key, Reason = "tidy ü", Ticket = "T-1" }, time);
        using var connection = Given.Connection();
        ledger.TellConnection(connection);
        var intent = ledger.Intend(Given.Reference("a"), wasListed: true);
        ledger.Intend(Given.Reference("b"), wasListed: false);
        ledger.Settle(
            new RemovalResult { Reference = Given.Reference("a"), Outcome = RemovalOutcome.Deleted, Evidence = RemovalEvidence.Response, Time = time.GetUtcNow(), RunId = ledger.RunId, StatusCode = 200 },
            intent);
        await ledger.CloseAsync();
        return (ledger.Path!, ledger.Head!);
    }
}
