using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Policy;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Removal;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class FuseTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void What_is_past_the_limit_is_never_let_through(int maximum)
    {
        var fuse = new Fuse(maximum);
        var passed = 0;
        Parallel.For(0, maximum + 5000, _ =>
        {
            if (fuse.TryTake()) Interlocked.Increment(ref passed);
        });
        Assert.Equal(maximum, passed);
        Assert.True(fuse.IsBlown);
        Assert.False(fuse.TryTake());
    }

    [Fact]
    public void Without_a_limit_everything_passes()
    {
        var fuse = new Fuse(null);
        for (var i = 0; i < 10_000; i++) Assert.True(fuse.TryTake());
        Assert.False(fuse.IsBlown);
    }

    [Fact]
    public void What_is_given_back_can_be_taken_again()
    {
        var fuse = new Fuse(1);
        Assert.True(fuse.TryTake());
        Assert.False(fuse.TryTake());
        fuse.GiveBack();
        Assert.False(fuse.IsBlown);
        Assert.True(fuse.TryTake());
        Assert.False(fuse.TryTake());
    }
}

public sealed class DeciderTests
{
    private static readonly HoldSet None = Given.Holds();
    private static readonly HoldSet All = Given.Holds(Given.Hold());
    private static readonly HoldSet ByTitle = Given.Holds(new Hold { HoldId = "h2", Ticket = "t", CreatedBy = "x", CreatedAt = default, Title = "Weekly*" });

    [Fact]
    public void An_item_that_nothing_speaks_against_goes()
    {
        Assert.Equal(Verdict.Remove, Decide("r1", null, None));
        Assert.Equal(Verdict.Remove, Decide("r1", Given.Recording(title: "Monthly"), ByTitle));
    }

    [Fact]
    public void The_id_comes_before_eligibility_and_hold()
    {
        var verdict = Decide("..", Given.Recording(status: "processing"), All);
        Assert.Equal(RemovalOutcome.NotEligible, verdict.Refusal?.Outcome);
        Assert.Equal("RecordingIdInvalid", verdict.Refusal?.Error?.ErrorId);
        Assert.Equal("RecordingIdInvalid", Decide("actions", null, ByTitle).Refusal?.Error?.ErrorId);
    }

    [Fact]
    public void Eligibility_comes_before_the_hold()
    {
        var verdict = Decide("r1", Given.Recording(status: "processing"), All);
        Assert.Equal(RemovalOutcome.NotEligible, verdict.Refusal?.Outcome);
        Assert.Equal("It is still being processed.", verdict.Refusal?.Reason);
        Assert.Null(verdict.Refusal?.Error);
    }

    [Fact]
    public void A_hold_that_covers_it_keeps_it()
    {
        Assert.Equal(RemovalOutcome.Held, Decide("r1", null, All).Refusal?.Outcome);
        var byTitle = Decide("r1", Given.Recording(title: "Weekly sync"), ByTitle);
        Assert.Equal(RemovalOutcome.Held, byTitle.Refusal?.Outcome);
        Assert.Contains("h2 (t)", byTitle.Refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_hold_cannot_be_ruled_out_the_item_is_looked_at_first_and_only_once()
    {
        Assert.Equal(Verdict.LookFirst, Decide("r1", null, ByTitle));
        Assert.Equal(Verdict.LookFirst, Decide("r1", Given.Recording(), ByTitle));
        var looked = Decide("r1", Given.Recording(), ByTitle, hasLooked: true);
        Assert.False(looked.NeedsFacts);
        Assert.Equal(RemovalOutcome.Held, looked.Refusal?.Outcome);
        Assert.Equal(Verdict.Remove, Decide("r1", Given.Recording(title: "Monthly"), ByTitle, hasLooked: true));
    }

    [Fact]
    public void A_look_is_not_asked_for_where_something_else_settles_it()
    {
        Assert.NotNull(Decide("a/b", null, ByTitle).Refusal);
        Assert.NotNull(Decide("r1", Given.Recording(status: "processing"), ByTitle).Refusal);
    }

    [Fact]
    public void What_must_be_seen_is_looked_at_before_a_hold_and_only_once()
    {
        var method = new RemovalDeclaration
        {
            Route = Given.Delete,
            Permanence = "delete",
            MustBeSeen = true,
            IsGone = static r => r.Status == "gone",
            WhyNotEligible = static r => r.Status == "running" ? "It runs." : null,
        };
        Verdict Of(Recording? facts, HoldSet holds, bool hasLooked = false) => Decider.Decide(Given.Reference(), Given.Resource, method, facts, holds, hasLooked);

        Assert.Equal(Verdict.LookFirst, Of(null, All));
        Assert.Equal(Verdict.Remove, Of(Given.Recording(), None));
        Assert.Equal(RemovalOutcome.AlreadyGone, Of(Given.Recording(status: "gone"), All).Refusal?.Outcome);
        Assert.Equal(RemovalOutcome.NotEligible, Of(Given.Recording(status: "running"), All).Refusal?.Outcome);
        Assert.Equal(RemovalOutcome.Held, Of(Given.Recording(), All, hasLooked: true).Refusal?.Outcome);
    }

    private static Verdict Decide(string id, Recording? facts, HoldSet holds, bool hasLooked = false) =>
        Decider.Decide(Given.Reference(id), Given.Resource, Given.Resource.Delete, facts, holds, hasLooked);
}

public sealed class AgeRuleTests
{
    private static readonly DateTimeOffset Now = Given.Moment("2026-03-01T12:00:00Z");
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);

    [Fact]
    public void What_has_no_date_is_never_removed()
    {
        var line = AgeRule.Plan(Given.Recording(), TimeSpan.FromHours(1), Now);
        Assert.Equal(PlanDecision.Keep, line.Decision);
        Assert.Contains("No date", Assert.Single(line.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_exactly_as_old_is_kept_and_what_is_older_goes()
    {
        Assert.Equal(PlanDecision.Keep, Decide(Now - Age));
        Assert.Equal(PlanDecision.Remove, Decide(Now - Age - TimeSpan.FromTicks(1)));
        Assert.Equal(PlanDecision.Keep, Decide(Now - Age + TimeSpan.FromTicks(1)));
        Assert.Equal(PlanDecision.Keep, Decide(Now));
        Assert.Equal(PlanDecision.Keep, Decide(Now.AddYears(1)));
        Assert.Equal(PlanDecision.Remove, Decide(DateTimeOffset.MinValue));
        Assert.Equal(PlanDecision.Keep, Decide(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void Offsets_do_not_matter() =>
        Assert.Equal(PlanDecision.Keep, AgeRule.Plan(Given.Recording(created: (Now - Age).ToOffset(TimeSpan.FromHours(-9))), Age, Now.ToOffset(TimeSpan.FromHours(14))).Decision);

    [Fact]
    public void An_age_under_an_hour_is_refused() =>
        Assert.Throws<FormatException>(() => AgeRule.Plan(Given.Recording(created: Now.AddYears(-1)), TimeSpan.FromTicks(30), Now));

    [Fact]
    public void An_age_beyond_all_dates_keeps_everything()
    {
        Assert.Equal(PlanDecision.Keep, AgeRule.Plan(Given.Recording(created: DateTimeOffset.MinValue), TimeSpan.MaxValue, Now).Decision);
        Assert.Equal(PlanDecision.Keep, AgeRule.Plan(Given.Recording(created: Now.AddYears(-100)), TimeSpan.FromDays(800_000), Now).Decision);
    }

    [Theory]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public void Reasons_read_the_same_in_every_country(string culture)
    {
        using var scope = new CultureScope(culture);
        Assert.Equal("45 days old, older than 30 days.", AgeRule.Plan(Given.Recording(created: Now.AddDays(-45)), Age, Now).Reasons.Single());
        Assert.Equal("47 hours old.", AgeRule.Plan(Given.Recording(created: Now.AddHours(-47)), Age, Now).Reasons.Single());
    }

    [Fact]
    public void A_line_names_the_item_and_its_facts()
    {
        var recording = Given.Recording(title: "T", created: Now.AddDays(-45));
        var line = AgeRule.Plan(recording, Age, Now);
        Assert.Equal(recording.Reference, line.Reference);
        Assert.Equal("T", line.Title);
        Assert.Equal(recording.CreatedAt, line.CreatedAt);
        Assert.Same(recording, line.Recording);
    }

    private static PlanDecision Decide(DateTimeOffset created) => AgeRule.Plan(Given.Recording(created: created), Age, Now).Decision;
}

public sealed class OutcomeRulesTests : IDisposable
{
    private static readonly RecordingException Error = new ProviderFailedException("It failed.", "Wait.") { StatusCode = 500, CorrelationId = "req-1" };
    private readonly Connection connection = Given.Connection();

    public void Dispose() => connection.Dispose();

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [InlineData(204)]
    public void A_plain_success_is_what_the_service_declares_and_any_other_is_looked_into(int status)
    {
        foreach (var (listed, uncertain, batch) in Cases())
            Assert.Equal(uncertain ? null : (RemovalOutcome.Deleted, RemovalEvidence.Response), Settle(listed, uncertain, batch, status));
    }

    [Fact]
    public void A_404_for_a_listed_item_is_AlreadyGone()
    {
        foreach (var status in (int[])[404, 410])
            foreach (var (listed, uncertain, batch) in Cases().Where(c => c.Listed))
                Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.Inferred), Settle(listed, uncertain, batch, status));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public void A_404_for_an_item_never_seen_is_NotFound(int status) =>
        Assert.Equal((RemovalOutcome.NotFound, RemovalEvidence.Response), Settle(listed: false, uncertain: false, batch: false, status));

    [Fact]
    public void A_404_after_an_uncertain_try_for_an_item_never_seen_is_Unknown()
    {
        var settlement = OutcomeRules.ForAnswer(Item(listed: false), new CallTrace { IsUncertain = true }, Answer(404), Error)!;
        Assert.Equal(RemovalOutcome.Unknown, settlement.Outcome);
        Assert.Equal(RemovalEvidence.None, settlement.Evidence);
        Assert.IsType<RemovalUnknownException>(settlement.Error);
        Assert.Equal("req-1", settlement.Error.CorrelationId);
        Assert.Equal(500, settlement.Error.StatusCode);
    }

    [Fact]
    public void An_answer_that_does_not_settle_it_is_Failed_where_every_try_was_certain()
    {
        foreach (var status in (int[])[302, 400, 401, 403, 409, 423, 429, 500, 503])
            foreach (var listed in (bool[])[false, true])
                Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.Response), Settle(listed, uncertain: false, batch: false, status));
    }

    [Fact]
    public void An_answer_that_does_not_settle_it_is_asked_about_where_a_try_was_uncertain()
    {
        foreach (var status in (int?[])[302, 400, 401, 403, 409, 423, 429, 500, 503, null])
            foreach (var (listed, uncertain, batch) in Cases().Where(c => c.Uncertain || c.Batch))
                Assert.Null(Settle(listed, uncertain, batch, status));
    }

    [Fact]
    public void A_request_that_never_left_is_Failed_without_evidence()
    {
        var settlement = OutcomeRules.ForAnswer(Item(listed: true), new CallTrace(), null, Error)!;
        Assert.Equal(RemovalOutcome.Failed, settlement.Outcome);
        Assert.Equal(RemovalEvidence.None, settlement.Evidence);
        Assert.Same(Error, settlement.Error);
    }

    [Theory]
    [InlineData(true, nameof(Presence.There), RemovalOutcome.Failed, RemovalEvidence.ReadBack)]
    [InlineData(false, nameof(Presence.There), RemovalOutcome.Failed, RemovalEvidence.ReadBack)]
    [InlineData(true, nameof(Presence.Missing), RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack)]
    [InlineData(false, nameof(Presence.Missing), RemovalOutcome.Unknown, RemovalEvidence.None)]
    [InlineData(true, nameof(Presence.Gone), RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack)]
    [InlineData(false, nameof(Presence.Gone), RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack)]
    [InlineData(true, nameof(Presence.Unknown), RemovalOutcome.Unknown, RemovalEvidence.None)]
    [InlineData(false, nameof(Presence.Unknown), RemovalOutcome.Unknown, RemovalEvidence.None)]
    public void A_read_back_proves_what_it_can_and_no_more(bool listed, string presence, RemovalOutcome outcome, RemovalEvidence evidence)
    {
        var settlement = OutcomeRules.ForReadBack(Item(listed), Enum.Parse<Presence>(presence), null, new CallTrace { IsUncertain = true }, null, Error);
        Assert.Equal(outcome, settlement.Outcome);
        Assert.Equal(evidence, settlement.Evidence);
        Assert.Equal(outcome is RemovalOutcome.Unknown, settlement.Error is RemovalUnknownException);
    }

    [Fact]
    public void Every_read_back_claims_no_more_than_was_seen()
    {
        var cases = from presence in Enum.GetValues<Presence>()
                    from listed in (bool[])[false, true]
                    from uncertain in (bool[])[false, true]
                    from batch in (bool[])[false, true]
                    from trace in (bool[])[false, true]
                    from status in (int?[])[null, 200, 202, 400, 404, 409, 500]
                    from doubted in (bool[])[false, true]
                    from method in Methods
                    select (presence, listed, uncertain, batch, trace, status, doubted, method);
        foreach (var c in cases)
        {
            var item = Item(c.listed, c.method);
            item.TravelledInBatch = c.batch;
            var isSuccess = c.status is 200 or 202;
            var settlement = OutcomeRules.ForReadBack(
                item, c.presence, c.presence is Presence.There or Presence.Gone ? Given.Recording() : null, c.trace ? new CallTrace { IsUncertain = c.uncertain } : null,
                c.status is { } status ? Answer(status) : null, isSuccess && !c.doubted ? null : Error);

            // Only our own success, with the item gone afterwards, is a deletion.
            if (settlement.Outcome == RemovalOutcome.Deleted)
                Assert.True(isSuccess && !c.doubted && (c.presence == Presence.Gone || (c.presence == Presence.Missing && c.method is { LeavesTrace: false, IsProvedByPresence: false })), $"{c}");
            if (settlement.Outcome == RemovalOutcome.AlreadyGone)
                Assert.True(c.presence == Presence.Gone || (c.presence == Presence.Missing && c.listed && !c.method.LeavesTrace), $"{c}");
            if (settlement.Outcome == RemovalOutcome.Accepted) Assert.True(isSuccess && !c.doubted && (c.presence == Presence.There || (c.method.IsBatchOfOne && c.presence is Presence.Unknown or Presence.Missing)), $"{c}");
            if (settlement.Outcome == RemovalOutcome.NotFound) Assert.Equal(Presence.Missing, c.presence);
            if (c.presence == Presence.There) Assert.Contains(settlement.Outcome, (RemovalOutcome[])[RemovalOutcome.Accepted, RemovalOutcome.Failed]);
            Assert.Equal(settlement.Outcome == RemovalOutcome.Unknown, settlement.Error is RemovalUnknownException);
        }
    }

    [Fact]
    public void What_is_still_there_and_may_not_go_any_more_is_NotEligible()
    {
        var settlement = OutcomeRules.ForReadBack(Item(listed: true), Presence.There, Given.Recording(status: "processing"), new CallTrace(), Answer(409), Error);
        Assert.Equal((RemovalOutcome.NotEligible, "It is still being processed."), (settlement.Outcome, settlement.Reason));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(410)]
    public void A_refusal_that_may_mean_removed_already_is_looked_into(int status)
    {
        var method = new RemovalDeclaration { Route = Given.Delete, Permanence = "delete", DoubtfulRefusals = new HashSet<int> { 404, 409, 410 } };
        foreach (var listed in (bool[])[false, true]) Assert.Null(OutcomeRules.ForAnswer(Item(listed, method), new CallTrace(), Answer(status), Error));
        Assert.NotNull(OutcomeRules.ForAnswer(Item(true, method), new CallTrace(), Answer(403), Error));
    }

    [Fact]
    public void Where_removal_leaves_a_trace_a_404_proves_none()
    {
        var method = new RemovalDeclaration { Route = Given.Delete, Permanence = "delete", LeavesTrace = true };
        Assert.Equal(RemovalOutcome.NotFound, OutcomeRules.ForReadBack(Item(true, method), Presence.Missing, null, new CallTrace(), Answer(404), Error).Outcome);
        Assert.Equal(RemovalOutcome.Unknown, OutcomeRules.ForReadBack(Item(true, method), Presence.Missing, null, new CallTrace { IsUncertain = true }, Answer(404), Error).Outcome);
        Assert.Equal(RemovalOutcome.Unknown, OutcomeRules.ForReadBack(Item(true, method), Presence.Missing, null, new CallTrace(), Answer(202), null).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_new_hold_keeps_what_is_there_and_claims_nothing_of_what_is_not(bool listed)
    {
        Assert.Equal(RemovalOutcome.Held, OutcomeRules.ForNewHold(Item(listed), wasSent: false, Presence.Unknown).Outcome);
        Assert.Equal(RemovalOutcome.Held, OutcomeRules.ForNewHold(Item(listed), wasSent: true, Presence.There).Outcome);
        Assert.Equal(RemovalOutcome.Unknown, OutcomeRules.ForNewHold(Item(listed), wasSent: true, Presence.Unknown).Outcome);
        Assert.Equal(listed ? RemovalOutcome.AlreadyGone : RemovalOutcome.Unknown, OutcomeRules.ForNewHold(Item(listed), wasSent: true, Presence.Missing).Outcome);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void What_had_left_when_the_run_was_stopped_is_Unknown(bool uncertain, bool batch)
    {
        var item = Item(listed: true);
        item.TravelledInBatch = batch;
        var settlement = OutcomeRules.ForStop(item, new CallTrace { IsUncertain = uncertain }, "Stopped.");
        Assert.Equal(RemovalOutcome.Unknown, settlement.Outcome);
        Assert.StartsWith("Stopped.", settlement.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_had_not_left_when_the_run_was_stopped_is_NotSent()
    {
        foreach (var trace in (CallTrace?[])[null, new CallTrace(), new CallTrace { StatusCode = 429, Attempts = 3 }])
        {
            var settlement = OutcomeRules.ForStop(Item(listed: true), trace, "Stopped.");
            Assert.Equal(RemovalOutcome.NotSent, settlement.Outcome);
            Assert.Equal(RemovalEvidence.None, settlement.Evidence);
            Assert.Null(settlement.Error);
        }
    }

    [Fact]
    public void Nothing_but_a_success_or_a_read_back_ever_claims_a_deletion()
    {
        foreach (var status in Enumerable.Range(300, 300).Select(s => (int?)s).Append(null))
            foreach (var (listed, uncertain, batch) in Cases())
                Assert.NotEqual(RemovalOutcome.Deleted, Settle(listed, uncertain, batch, status)?.Outcome);
    }

    private static IEnumerable<(bool Listed, bool Uncertain, bool Batch)> Cases() =>
        from listed in (bool[])[false, true]
        from uncertain in (bool[])[false, true]
        from batch in (bool[])[false, true]
        where listed || !batch // Only what was listed travels in a batch.
        select (listed, uncertain, batch);

    private static ServiceAnswer Answer(int status) => new(Given.Delete, status, Given.Body(), null, null, null);

    private static IReadOnlyList<RemovalDeclaration> Methods { get; } =
    [
        .. from trace in (bool[])[false, true] from later in (bool[])[false, true] select new RemovalDeclaration { Route = Given.Delete, Permanence = "delete", LeavesTrace = trace, EndsLater = later },
        // Where one item goes by the route of batches.
        .. from bin in (bool[])[false, true]
           select new RemovalDeclaration { Route = Given.DeleteBatch, Permanence = "delete", Batch = new BatchDeclaration(Given.DeleteBatch, 50, static _ => []), ProofStatus = "deleted", IsProvedByPresence = bin },
    ];

    private WorkItem Item(bool listed) => Given.Item(listed, connection);

    private WorkItem Item(bool listed, RemovalDeclaration method) =>
        new(Given.Reference(), connection, Given.Resource, method, listed ? Given.Recording() : null, listed, Given.Holds());

    private (RemovalOutcome Outcome, RemovalEvidence Evidence)? Settle(bool listed, bool uncertain, bool batch, int? status)
    {
        var item = Item(listed);
        item.TravelledInBatch = batch;
        var settlement = OutcomeRules.ForAnswer(item, new CallTrace { IsUncertain = uncertain }, status is { } code ? Answer(code) : null, status is < 300 ? null : Error);
        return settlement is null ? null : (settlement.Outcome, settlement.Evidence);
    }
}
