namespace RecordingCmdlets.Engine.Tests.Durability;

/// <summary>The reader of traces sees what was early, and nothing else.</summary>
public sealed class SystemTraceTests
{
    private const string Ledger = "/audit/run.jsonl";
    private const string Write = """7 pwrite64(88</audit/run.jsonl>, "{\"n\":2,\"type\":\"intent\",\"provider\":\"Telnyx\",\"id\":\"r1\",\"prev\":\"\303\274\"}\n", 69, 0) = 69""";
    private const string Sync = "7 fsync(88</audit/run.jsonl>)          = 0";
    private const string Send = """8 sendto(90<TCP:[123]>, "DELETE /v2/recordings/r1 HTTP/1.1\r\nHost: x\r\n\r\n", 46, MSG_NOSIGNAL, NULL, 0) = 46""";

    [Fact]
    public void Written_synced_sent_is_in_order() => Assert.Empty(Early(Write, Sync, Send));

    [Theory]
    [InlineData(Send, Write, Sync)]
    [InlineData(Write, Send, Sync)]
    [InlineData(Sync, Write, Send)]
    [InlineData(Write, Send)]
    [InlineData(Sync, Send)]
    [InlineData(Send)]
    public void A_request_that_leaves_before_its_intent_is_synced_is_early(params string[] lines) => Assert.Equal(["r1"], Early(lines));

    [Theory]
    [InlineData("7 fsync(88</audit/run.jsonl>)          = -1 EIO (Input/output error)")]
    [InlineData("7 fsync(89</audit/runs.index>)         = 0")]
    [InlineData("7 fsync(88</audit/run.jsonl> <unfinished ...>")]
    public void A_sync_that_failed_was_of_another_file_or_has_not_returned_is_none(string sync) => Assert.Equal(["r1"], Early(Write, sync, Send));

    [Fact]
    public void A_sync_counts_from_its_return() => Assert.Empty(Early(Write, "7 fsync(88</audit/run.jsonl> <unfinished ...>", "7 <... fsync resumed>)          = 0", Send));

    [Fact]
    public void A_sync_covers_what_was_written_before_it_began() =>
        Assert.Equal(["r1"], Early("6 fsync(88</audit/run.jsonl> <unfinished ...>", Write, "6 <... fsync resumed>)          = 0", Send));

    [Fact]
    public void A_request_counts_from_its_beginning()
    {
        var begun = Send[..Send.IndexOf(", 46,", StringComparison.Ordinal)] + ", 46, MSG_NOSIGNAL, NULL, 0 <unfinished ...>";
        Assert.Equal(["r1"], Early(Write, begun, Sync, "8 <... sendto resumed>)          = 46"));
        Assert.Empty(Early(Write, Sync, begun, "8 <... sendto resumed>)          = 46"));
    }

    [Fact]
    public void What_was_written_in_part_is_there_in_part() => Assert.Equal(["r1"], Early(Write[..^2] + "40", Sync, Send));

    [Fact]
    public void The_rest_of_a_line_may_come_later() => Assert.Empty(Early(
        """7 write(88</audit/run.jsonl>, "{\"type\":\"intent\",", 17) = 17""",
        """7 write(88</audit/run.jsonl>, "\"id\":\"r1\"}\n", 11) = 11""",
        Sync,
        Send));

    [Fact]
    public void A_line_of_another_kind_is_no_intent() => Assert.Equal(["r1"], Early(Write.Replace("intent", "outcome", StringComparison.Ordinal), Sync, Send));

    [Theory]
    [InlineData("""8 sendto(90<TCP:[123]>, "DELETE /v2/recordings/r1 HTTP/1.1\r\n\r\n", 46, MSG_NOSIGNAL, NULL, 0) = -1 EAGAIN (Resource temporarily unavailable)""")]
    [InlineData("""8 sendto(90<TCP:[123]>, "GET /v2/recordings/r1 HTTP/1.1\r\n\r\n", 40, MSG_NOSIGNAL, NULL, 0) = 40""")]
    [InlineData("""8 write(5<pipe:[9]>, "r1", 2) = 2""")]
    [InlineData("8 +++ exited with 0 +++")]
    public void What_did_not_leave_or_only_reads_is_no_request(string line)
    {
        var trace = new SystemTrace([line], Ledger);

        Assert.Empty(trace.Requests);
        Assert.Empty(trace.FindEarly(["r1"]));
    }

    [Fact]
    public void The_body_of_a_batch_belongs_to_its_head()
    {
        const string head = """8 sendmsg(91<TCP:[5]>, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="POST /v2/recordings/actions/delete HTTP/1.1\r\n\r\n", iov_len=50}, {iov_base="{\"ids\":[\"r1\",", iov_len=13}], msg_iovlen=2, msg_controllen=0, msg_flags=0}, MSG_NOSIGNAL) = 63""";
        const string rest = """9 sendto(91<TCP:[5]>, "\"r2\"]}", 6, MSG_NOSIGNAL, NULL, 0) = 6""";

        Assert.Equal(["r1", "r2"], SystemTrace.NamedBy(Assert.Single(new SystemTrace([head, rest], Ledger).Requests), ["r1", "r2", "r3"]));
        Assert.Equal(["r2"], Early(Write, Sync, head, rest));
        // What comes after the head has left is too late for the whole of it.
        Assert.Equal(["r1", "r2"], Early(Write, head, Sync, rest));
    }

    private static IReadOnlyList<string> Early(params string[] lines) => new SystemTrace(lines, Ledger).FindEarly(["r1", "r2"]);
}
