using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Removal;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class HoldBookTests : IDisposable
{
    private static readonly AuditOptions NoAudit = new() { IsDisabled = true };
    private readonly TempFolder folder = new();
    private readonly HoldBook book;

    public HoldBookTests() => book = new HoldBook(folder.File("holds.json"), TimeProvider.System);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_hold_comes_back_as_it_was_added()
    {
        var full = new Hold
        {
            HoldId = "h1",
            Ticket = "CASE-1 ü",
            Reason = "because \"so\"",
            CreatedBy = "me",
            CreatedAt = Given.Moment("2026-01-01T01:02:03.4567891Z"),
            Provider = "Telnyx",
            Connection = "c",
            Kind = "Recording",
            Id = "x",
            Participant = "*@example.org",
            Title = "[a-c]*",
            After = Given.Moment("2025-01-01T00:00:00+02:00"),
            Before = Given.Moment("2025-02-01T00:00:00Z"),
        };
        book.Add(full, NoAudit);
        book.Add(Given.Hold("h2"), NoAudit);
        var read = book.Read();
        Assert.Equal(["h1", "h2"], read.Select(h => h.HoldId));
        foreach (var property in typeof(Hold).GetProperties()) Assert.Equal(property.GetValue(full), property.GetValue(read[0]));
        Assert.True(read[1].All);
        Assert.Equal("h1", book.Remove("H1", NoAudit)?.HoldId);
        Assert.Null(book.Remove("h1", NoAudit));
        Assert.Equal(["h2"], book.Read().Select(h => h.HoldId));
        Assert.Equal("h2", book.Remove("h2", NoAudit)?.HoldId);
        Assert.Empty(book.Read());
        Assert.True(File.Exists(book.Path));
    }

    [Fact]
    public void A_change_is_in_a_ledger_with_the_hash_of_the_new_file()
    {
        var audit = new AuditOptions { Path = folder.File("audit"), Ticket = "T" };
        book.Add(Given.Hold(), audit);
        var file = Assert.Single(Directory.GetFiles(audit.Path!, "*.jsonl"));
        Assert.Equal(AuditState.Sealed, LedgerVerifier.Verify(file, null, null).State);
        var line = LedgerReader.ReadLines(file).Single(l => l.Text("type") == "hold-added");
        Assert.Equal("h1", line.Text("hold"));
        Assert.Equal(book.ReadSet(mustExist: true).Hash, line.Text("sha256"));
    }

    [Fact]
    public void Without_a_ledger_the_holds_are_not_changed()
    {
        book.Add(Given.Hold(), NoAudit);
        var taken = folder.File("taken.jsonl");
        File.WriteAllText(taken, "");
        Assert.Throws<AuditException>(() => book.Remove("h1", new AuditOptions { Path = taken }));
        Assert.Single(book.Read());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"format":"recordingcmdlets-holds/1"}""")]
    [InlineData("""{"holds":[]}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/2","holds":[]}""")]
    [InlineData("""{"format":"RECORDINGCMDLETS-HOLDS/1","holds":[]}""")]
    [InlineData("""{"format":null,"holds":[]}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":null}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":{}}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[null]}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[],"more":1}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[]} x""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h","ticket":"t","createdBy":"x","createdAt":"2026-01-01T00:00:00Z","all":true}],"holds":[]}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h","ticket":"t","createdBy":"x","createdAt":"2026-01-01T00:00:00Z","title":"a*","title":"b*"}]}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[]""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[{"all":true}]}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h","ticket":"t","createdBy":"x","createdAt":"2026-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h","ticket":"t","createdBy":"x","createdAt":"2026-01-01T00:00:00Z","all":true,"until":"2027-01-01"}]}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h","ticket":"t","createdBy":"x","createdAt":"2026-01-01T00:00:00Z","Title":"*"}]}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h","ticket":"t","createdBy":"x","createdAt":"2026-01-01T00:00:00Z","title":"[z-a]"}]}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h","ticket":"t","createdBy":"x","createdAt":"2026-01-01T00:00:00Z","title":7}]}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h","ticket":"t","createdBy":"x","createdAt":"2026-01-01T00:00:00Z","after":"soon"}]}""")]
    [InlineData("""{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h","ticket":"t","createdBy":"x","createdAt":"2026-01-01T00:00:00Z","id":"x"}]}""")]
    public void A_file_that_is_not_understood_whole_is_refused_and_left_alone(string text)
    {
        File.WriteAllText(book.Path, text);
        Assert.Equal("HoldsUnreadable", Assert.Throws<HoldsException>(() => book.Read()).ErrorId);
        Assert.Equal("HoldsUnreadable", Assert.Throws<HoldsException>(() => book.Add(Given.Hold(), NoAudit)).ErrorId);
        Assert.Equal(text, File.ReadAllText(book.Path));
    }

    [Fact]
    public void A_named_file_that_is_missing_is_refused_and_a_default_one_means_no_holds()
    {
        Assert.Equal("HoldsMissing", Assert.Throws<HoldsException>(() => book.Read()).ErrorId);
        Assert.Equal("HoldsMissing", Assert.Throws<HoldsException>(() => new HoldBook(folder.File("no/such/holds.json"), TimeProvider.System).Read()).ErrorId);
        Assert.Equal("HoldsMissing", Assert.Throws<HoldsException>(() => book.ReadSet(mustExist: true)).ErrorId);
        Assert.Empty(book.ReadSet(mustExist: false).Holds);
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(book.Path);
        Assert.Equal("HoldsUnreadable", Assert.Throws<HoldsException>(() => book.ReadSet(mustExist: false)).ErrorId);
    }

    [Fact]
    public void A_hold_that_could_cover_nothing_is_refused()
    {
        Assert.Equal("HoldEmpty", Refusal(new Hold { HoldId = "h", Ticket = "t", CreatedBy = "x", CreatedAt = default }));
        Assert.Equal("HoldTextInvalid", Refusal(new Hold { HoldId = "h", Ticket = "t", CreatedBy = "x", CreatedAt = default, Title = "Party \ud83d*" }));
        Assert.Equal("HoldWithoutProvider", Refusal(new Hold { HoldId = "h", Ticket = "t", CreatedBy = "x", CreatedAt = default, Id = "x" }));
        Assert.Equal("WildcardInvalid", Refusal(new Hold { HoldId = "h", Ticket = "t", CreatedBy = "x", CreatedAt = default, Title = "[z-a]" }));
        Assert.Equal("WildcardInvalid", Refusal(new Hold { HoldId = "h", Ticket = "t", CreatedBy = "x", CreatedAt = default, Participant = "[a" }));
        var moment = Given.Moment("2026-01-01T00:00:00Z");
        Assert.Equal("HoldSpanEmpty", Refusal(new Hold { HoldId = "h", Ticket = "t", CreatedBy = "x", CreatedAt = default, After = moment, Before = moment }));
        Assert.False(File.Exists(book.Path));

        string Refusal(Hold hold) => Assert.Throws<RecordingArgumentException>(() => book.Add(hold, NoAudit)).ErrorId;
    }

    [Fact]
    public async Task Two_who_add_at_the_same_time_lose_nothing()
    {
        var adders = Enumerable.Range(0, 2).Select(adder => Task.Run(
            () =>
            {
                var own = new HoldBook(book.Path, TimeProvider.System);
                for (var i = 0; i < 15; i++) own.Add(Given.Hold($"{adder}-{i}"), NoAudit);
            },
            TestContext.Current.CancellationToken));
        await Task.WhenAll(adders);
        Assert.Equal(
            Enumerable.Range(0, 2).SelectMany(a => Enumerable.Range(0, 15).Select(i => $"{a}-{i}")).Order(StringComparer.Ordinal),
            book.Read().Select(h => h.HoldId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_file_is_for_its_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access lists instead of modes.");
        if (OperatingSystem.IsWindows()) return;
        book.Add(Given.Hold(), NoAudit);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(book.Path));
        book.Add(Given.Hold("h2"), NoAudit);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(book.Path));
    }
}

public sealed class HoldSetTests
{
    private static readonly DateTimeOffset After = Given.Moment("2026-01-01T00:00:00Z");
    private static readonly DateTimeOffset Before = Given.Moment("2026-02-01T00:00:00Z");

    public enum Known
    {
        Fits,
        Fails,
        IsUnknown,
        IsNotAsked,
    }

    public static TheoryData<Known, Known, Known> Table
    {
        get
        {
            var table = new TheoryData<Known, Known, Known>();
            foreach (var title in Enum.GetValues<Known>())
                foreach (var participant in Enum.GetValues<Known>())
                    foreach (var date in Enum.GetValues<Known>())
                        table.Add(title, participant, date);
            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void One_condition_that_fails_settles_it_and_one_that_is_unknown_leaves_it_open(Known title, Known participant, Known date)
    {
        var hold = new Hold
        {
            HoldId = "h",
            Ticket = "t",
            CreatedBy = "x",
            CreatedAt = After,
            All = true,
            Title = title == Known.IsNotAsked ? null : "weekly*",
            Participant = participant == Known.IsNotAsked ? null : "*@example.org",
            After = date == Known.IsNotAsked ? null : After,
            Before = date == Known.IsNotAsked ? null : Before,
        };
        var facts = Given.Recording(
            title: title switch { Known.Fits => "Weekly sync", Known.Fails => "Monthly", _ => null },
            created: date switch { Known.Fits => After, Known.Fails => Before, _ => null },
            participants: participant switch { Known.Fits => ["a", "ME@example.org"], Known.Fails => ["a"], Known.IsUnknown => ["a"], _ => null },
            namesAll: participant == Known.Fails);
        Known[] all = [title, participant, date];
        var expected = all.Contains(Known.Fails) ? HoldVerdict.No : all.Contains(Known.IsUnknown) ? HoldVerdict.CannotTell : HoldVerdict.Yes;
        var (verdict, found) = Given.Holds(hold).Judge(Given.Reference(), facts);
        Assert.Equal(expected, verdict);
        Assert.Equal(expected == HoldVerdict.No ? null : hold, found);
        // Nothing known at all: whatever is asked is open.
        var (blind, _) = Given.Holds(hold).Judge(Given.Reference(), null);
        Assert.Equal(all.All(k => k == Known.IsNotAsked) ? HoldVerdict.Yes : HoldVerdict.CannotTell, blind);
    }

    [Theory]
    [InlineData("testing", null, null, null, true)]
    [InlineData("Telnyx", null, null, null, false)]
    [InlineData(null, "TESTING", null, null, true)]
    [InlineData(null, "other", null, null, false)]
    [InlineData(null, null, "recording", null, true)]
    [InlineData(null, null, "Bot", null, false)]
    [InlineData("Testing", null, null, "R1", true)]
    [InlineData("Testing", null, null, "r2", false)]
    [InlineData("Testing", null, null, "r*", false)]
    public void What_an_item_is_called_is_always_known(string? provider, string? connection, string? kind, string? id, bool covers)
    {
        var hold = new Hold { HoldId = "h", Ticket = "t", CreatedBy = "x", CreatedAt = After, Provider = provider, Connection = connection, Kind = kind, Id = id };
        Assert.Equal(covers ? HoldVerdict.Yes : HoldVerdict.No, Given.Holds(hold).Judge(Given.Reference(), null).Verdict);
        // A name that fails settles it, whatever is unknown of the rest.
        var withTitle = new Hold { HoldId = "h", Ticket = "t", CreatedBy = "x", CreatedAt = After, Provider = provider, Connection = connection, Kind = kind, Id = id, Title = "*" };
        Assert.Equal(covers ? HoldVerdict.CannotTell : HoldVerdict.No, Given.Holds(withTitle).Judge(Given.Reference(), null).Verdict);
    }

    [Fact]
    public void An_owner_counts_as_a_participant()
    {
        var hold = new Hold { HoldId = "h", Ticket = "t", CreatedBy = "x", CreatedAt = After, Participant = "ceo@*" };
        Assert.Equal(HoldVerdict.Yes, Given.Holds(hold).Judge(Given.Reference(), Given.Recording(owner: "CEO@example.org")).Verdict);
        Assert.Equal(HoldVerdict.CannotTell, Given.Holds(hold).Judge(Given.Reference(), Given.Recording(owner: "me@example.org")).Verdict);
        Assert.Equal(HoldVerdict.No, Given.Holds(hold).Judge(Given.Reference(), Given.Recording(owner: "me@example.org", participants: [], namesAll: true)).Verdict);
    }

    [Fact]
    public void The_bounds_of_a_hold_are_inclusive_and_exclusive()
    {
        var hold = new Hold { HoldId = "h", Ticket = "t", CreatedBy = "x", CreatedAt = After, After = After, Before = Before };
        Assert.Equal(HoldVerdict.Yes, At(After));
        Assert.Equal(HoldVerdict.No, At(After.AddTicks(-1)));
        Assert.Equal(HoldVerdict.Yes, At(Before.AddTicks(-1)));
        Assert.Equal(HoldVerdict.No, At(Before));

        HoldVerdict At(DateTimeOffset created) => Given.Holds(hold).Judge(Given.Reference(), Given.Recording(created: created)).Verdict;
    }

    [Fact]
    public void A_hold_that_covers_comes_before_one_that_cannot_be_told()
    {
        var open = new Hold { HoldId = "open", Ticket = "t", CreatedBy = "x", CreatedAt = After, Title = "x" };
        var openToo = new Hold { HoldId = "open2", Ticket = "t", CreatedBy = "x", CreatedAt = After, Title = "y" };
        var other = new Hold { HoldId = "other", Ticket = "t", CreatedBy = "x", CreatedAt = After, Provider = "Telnyx" };
        Assert.Equal((HoldVerdict.Yes, "h1"), Judge(open, other, Given.Hold()));
        Assert.Equal((HoldVerdict.CannotTell, "open"), Judge(other, open, openToo));
        Assert.Equal((HoldVerdict.No, null), Judge(other));
        Assert.Equal((HoldVerdict.No, null), Judge());

        static (HoldVerdict, string?) Judge(params Hold[] holds)
        {
            var (verdict, hold) = Given.Holds(holds).Judge(Given.Reference(), null);
            return (verdict, hold?.HoldId);
        }
    }
}

/// <summary>A bot and its recordings go together.</summary>
public sealed class HoldOnBotTests
{
    private static readonly RecordingReference Bot = new("Testing", "Testing", RecordingKinds.BotMedia, "bot1");
    private static readonly RecordingReference Take = new("Testing", "Testing", RecordingKinds.Recording, "r1");

    [Fact]
    public void A_hold_on_a_recording_keeps_the_media_of_its_bot()
    {
        Assert.Equal(HoldVerdict.Yes, Judge(On(RecordingKinds.Recording, "r1"), Bot, Bots()));
        Assert.Equal(HoldVerdict.Yes, Judge(On(null, "R2"), Bot, Bots()));
        Assert.Equal(HoldVerdict.No, Judge(On(RecordingKinds.Recording, "r3"), Bot, Bots()));
    }

    [Fact]
    public void A_hold_on_a_bot_keeps_its_recordings()
    {
        Assert.Equal(HoldVerdict.Yes, Judge(On(RecordingKinds.BotMedia, "bot1"), Take, Recordings("bot1")));
        Assert.Equal(HoldVerdict.No, Judge(On(RecordingKinds.BotMedia, "bot2"), Take, Recordings("bot1")));
        Assert.Equal(HoldVerdict.No, Judge(On(RecordingKinds.BotMedia, "bot1"), Take, Recordings(null)));
        Assert.Equal(HoldVerdict.Yes, Judge(On(RecordingKinds.BotMedia, null), Take, Recordings("bot1")));
    }

    [Theory]
    [InlineData("2025-12-01", null, true)]
    [InlineData("2026-01-09", null, true)]
    [InlineData("2026-01-11", null, false)]
    [InlineData(null, "2026-01-11", true)]
    [InlineData(null, "2026-01-05", true)]
    [InlineData(null, "2026-01-01", false)]
    [InlineData("2025-12-01", "2026-01-05", true)]
    [InlineData("2026-01-09", "2026-02-01", true)]
    [InlineData("2026-01-11", "2026-02-01", false)]
    public void A_span_that_any_of_a_bots_recordings_stands_in_keeps_them_all(string? after, string? before, bool isKept)
    {
        var hold = new Hold
        {
            HoldId = "h",
            Ticket = "t",
            CreatedBy = "x",
            CreatedAt = default,
            Kind = RecordingKinds.Recording,
            After = after is null ? null : Given.Moment(after + "T00:00:00Z"),
            Before = before is null ? null : Given.Moment(before + "T00:00:00Z"),
        };
        Assert.Equal(isKept ? HoldVerdict.Yes : HoldVerdict.No, Judge(hold, Bot, Bots()));
    }

    private static HoldVerdict Judge(Hold hold, RecordingReference item, Recording facts) => Given.Holds(hold).Judge(item, facts).Verdict;

    private static Hold On(string? kind, string? id) => new() { HoldId = "h", Ticket = "t", CreatedBy = "x", CreatedAt = default, Kind = kind, Id = id };

    /// <summary>A bot with recordings of the second and the tenth of January.</summary>
    private static Recording Bots() => new()
    {
        Provider = "Testing",
        Connection = "Testing",
        Kind = RecordingKinds.BotMedia,
        Id = "bot1",
        StartedAt = Given.Moment("2026-01-02T00:00:00Z"),
        CreatedAt = Given.Moment("2026-01-10T00:00:00Z"),
        Bot = new BotFacts(null, null, ["r1", "r2"]),
        RelatedIds = ["r1", "r2"],
    };

    private static Recording Recordings(string? bot) => new()
    {
        Provider = "Testing",
        Connection = "Testing",
        Kind = RecordingKinds.Recording,
        Id = "r1",
        RelatedIds = bot is null ? [] : [bot],
    };
}

public sealed class HoldWatchTests : IDisposable
{
    private static readonly AuditOptions NoAudit = new() { IsDisabled = true };
    private readonly TempFolder folder = new();
    private readonly ManualTime time = new();
    private readonly HoldBook book;

    public HoldWatchTests() => book = new HoldBook(folder.File("holds.json"), TimeProvider.System);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_hold_that_is_added_while_a_run_goes_on_is_seen_after_a_second()
    {
        book.Add(Given.Hold(), NoAudit);
        var watch = new HoldWatch(book, mustExist: true, time);
        var first = watch.Current;
        book.Add(Given.Hold("h2"), NoAudit);
        Assert.Same(first, watch.Current);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["h1", "h2"], watch.Current.Holds.Select(h => h.HoldId));
    }

    [Fact]
    public void The_first_hold_of_all_is_seen_too()
    {
        var watch = new HoldWatch(book, mustExist: false, time);
        Assert.Empty(watch.Current.Holds);
        book.Add(Given.Hold(), NoAudit);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(watch.Current.Holds);
    }

    [Fact]
    public void While_nothing_changes_it_stays_the_same_set()
    {
        book.Add(Given.Hold(), NoAudit);
        var watch = new HoldWatch(book, mustExist: true, time);
        var first = watch.Current;
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Same(first, watch.Current);
        File.SetLastWriteTimeUtc(book.Path, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Same(first, watch.Current);
    }

    [Fact]
    public void A_file_that_cannot_be_read_any_more_ends_the_run_and_keeps_doing_so()
    {
        book.Add(Given.Hold(), NoAudit);
        var watch = new HoldWatch(book, mustExist: true, time);
        File.WriteAllText(book.Path, "garbage");
        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Throws<HoldsException>(() => watch.Current);
            // Also at once: a second worker must not go on under the old holds.
            Assert.Throws<HoldsException>(() => watch.Current);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_with_holds_that_disappears_ends_the_run(bool mustExist)
    {
        book.Add(Given.Hold(), NoAudit);
        var watch = new HoldWatch(book, mustExist, time);
        File.Delete(book.Path);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("HoldsMissing", Assert.Throws<HoldsException>(() => watch.Current).ErrorId);
    }

    [Fact]
    public void A_run_does_not_start_under_holds_that_cannot_be_read()
    {
        Assert.Throws<HoldsException>(() => new HoldWatch(book, mustExist: true, time));
        File.WriteAllText(book.Path, "garbage");
        Assert.Throws<HoldsException>(() => new HoldWatch(book, mustExist: false, time));
    }
}
