using System.Collections;
using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Policy;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Removal;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Fuzzing;

/// <summary>Whatever a service sends in place of its records: a page, or a <see cref="JsonException"/>, and nothing else.</summary>
public sealed class MappingTests
{
    private static readonly DateTimeOffset Now = Given.Moment("2026-06-01T00:00:00Z");
    private static readonly HoldSet Holds = Given.Holds(
        new Hold { HoldId = "t", Ticket = "T", CreatedBy = "x", CreatedAt = Now, Title = "*draft?" },
        new Hold { HoldId = "p", Ticket = "T", CreatedBy = "x", CreatedAt = Now, Participant = "*@law.example" },
        new Hold { HoldId = "d", Ticket = "T", CreatedBy = "x", CreatedAt = Now, After = Now.AddYears(-100), Before = Now.AddYears(-50) });

    [Theory]
    [MemberData(nameof(Shape.All), MemberType = typeof(Shape))]
    public void Whatever_is_missing_doubled_or_of_another_kind_the_rest_is_read(string name)
    {
        using var shape = Shape.Of(name);
        Properties.Hold(JsonTree.Mutate(JsonTree.Parse(shape.PageText), Hostile.JsonValue), tree => Read(shape, Encoding.UTF8.GetBytes(tree.ToString())));
    }

    [Theory]
    [MemberData(nameof(Shape.All), MemberType = typeof(Shape))]
    public void Whatever_bytes_are_damaged_there_is_a_page_or_a_JsonException(string name)
    {
        using var shape = Shape.Of(name);
        Properties.Hold(Gen.OneOf(Hostile.Damage(Encoding.UTF8.GetBytes(shape.PageText)), Hostile.Bytes), bytes => Read(shape, bytes), always: 500);
    }

    [Theory]
    [MemberData(nameof(Shape.All), MemberType = typeof(Shape))]
    public void A_single_record_is_read_likewise(string name)
    {
        using var shape = Shape.Of(name);
        var path = shape.Resource.GetPath;
        var whole = path.Aggregate(shape.Record, (inner, member) => $"{{\"other\":[],\"{member}\":{inner}}}");
        var trees = JsonTree.Mutate(JsonTree.Parse(whole), Hostile.JsonValue).Select(t => Encoding.UTF8.GetBytes(t.ToString()));
        Properties.Hold(Gen.OneOf(trees, Hostile.Damage(Encoding.UTF8.GetBytes(whole))), bytes =>
        {
            try
            {
                if (PageReader.ReadOne(bytes, path, shape.Resource.Map) is { } fields && shape.Connection.Make(shape.Resource, fields) is { } item) Use(shape, item);
            }
            catch (JsonException)
            {
                // As it should be: what calls it makes an answer that cannot be read of it.
            }
        }, always: 500);
    }

    [Theory]
    [MemberData(nameof(Shape.All), MemberType = typeof(Shape))]
    public void One_record_that_is_broken_takes_none_of_its_neighbours_along(string name)
    {
        using var shape = Shape.Of(name);
        var good = shape.Record;
        Properties.Hold(JsonTree.Mutate(JsonTree.Parse(good), Hostile.JsonValue).Select(t => t.ToString()), broken =>
        {
            if (!IsJson(broken)) return;
            var page = shape.Read(shape.Page($"{good},{broken},{good}"));
            var id = shape.Read(shape.Page(good)).Items.Single().Id;
            Assert.Equal(3, page.Count);
            Assert.Equal((id, id), (page.Items[0].Id, page.Items[^1].Id));
            Assert.InRange(page.Items.Count, 2, 3);
        }, always: 300);
    }

    private static bool IsJson(string text)
    {
        try
        {
            // As deep as it will stand in a page.
            using var document = JsonDocument.Parse($"[[[[{text}]]]]");
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Read(Shape shape, byte[] bytes)
    {
        Page page;
        try
        {
            page = shape.Read(bytes);
        }
        catch (JsonException)
        {
            return; // As it should be.
        }

        Assert.True(page.Items.Count <= page.Count);
        foreach (var item in page.Items) Use(shape, item);
    }

    /// <summary>All that the engine does with an item before it sends anything.</summary>
    private static void Use(Shape shape, Recording item)
    {
        var resource = shape.Resource;
        Assert.NotEmpty(item.Id);
        Assert.Equal(TimeSpan.Zero, (item.CreatedAt ?? Now).Offset);
        Assert.True(item.Duration is null || item.Duration >= TimeSpan.Zero);
        Walk(item.Service);
        var bot = new RecordingBot(item);
        Assert.DoesNotContain(null, bot.RecordingIds);
        _ = (bot.Name, bot.JoinAt, bot.Platform, item.Participants?.Count, item.RelatedIds?.Count, resource.HoldsData(item), resource.IsAppSession(item));
        Assert.Equal(PlanDecision.Keep, AgeRule.Plan(item, TimeSpan.FromDays(365 * 150), Now).Decision);
        _ = new QueryFilter(
            new RecordingQuery { Now = Now, Before = Now, Titles = ["*a*"], MinimumDuration = TimeSpan.Zero, Filter = new Dictionary<string, string> { ["status"] = "x" } }, resource, null).Matches(item);
        foreach (var method in (RemovalDeclaration?[])[resource.Delete, resource.Recycle, resource.Purge])
        {
            if (method is null) continue;
            _ = method.IsGoneSince(item, item);
            var verdict = Decider.Decide(item.Reference, resource, method, item, Holds, hasLooked: true);
            Assert.False(verdict.NeedsFacts);
            if (resource.Id.WhyInvalid(item.Id) is not null) Assert.Equal("RecordingIdInvalid", verdict.Refusal?.Error?.ErrorId);
        }
    }

    private static void Walk(object? value)
    {
        if (value is IReadOnlyDictionary<string, object?> members) foreach (var member in members.Values) Walk(member);
        else if (value is IEnumerable items and not string) foreach (var item in items) Walk(item);
    }
}
