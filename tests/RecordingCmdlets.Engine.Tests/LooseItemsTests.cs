using FsCheck.Fluent;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Removal;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class LooseItemsTests : IDisposable
{
    private static readonly RemovalDeclaration BySite = new()
    {
        Route = Given.Delete,
        Permanence = "delete",
        Batch = new BatchDeclaration(Given.DeleteBatch, 5, static _ => []) { GroupBy = static item => (item.Site, item.Owner) },
    };

    private static readonly RemovalDeclaration Other = new() { Route = Given.Delete, Permanence = "delete", Batch = new BatchDeclaration(Given.DeleteBatch, 3, static _ => []) };

    private readonly Connection connection = Given.Connection();

    public void Dispose() => connection.Dispose();

    [Fact]
    public void Every_item_leaves_once_with_its_like_and_never_too_many_together()
    {
        var items = Gen.ListOf(
            from site in Gen.Elements("a", "A", "b", "", null)
            from owner in Gen.Elements("x", "y", null)
            from isOther in Gen.Elements(true, false)
            select (site, owner, isOther)).Resize(80);
        Properties.Hold(items, all =>
        {
            var loose = new LooseItems(connection);
            var given = all.Select((i, n) => Item($"r{n}", i.isOther ? Other : BySite, i.site, i.owner)).ToList();
            var parcels = given.Select(loose.Add).OfType<IReadOnlyList<WorkItem>>().ToList();
            Assert.All(parcels, p => Assert.Equal(p[0].Method.Batch!.Size, p.Count));
            Assert.Equal(given.Count - parcels.Sum(p => p.Count), loose.Count);
            parcels.AddRange(loose.TakeAll());
            Assert.Equal(0, loose.Count);
            Assert.Empty(loose.TakeAll());
            Assert.Equal(given.Select(i => i.Reference.Id).Order(), parcels.SelectMany(p => p).Select(i => i.Reference.Id).Order());
            foreach (var parcel in parcels)
            {
                Assert.InRange(parcel.Count, 1, parcel[0].Method.Batch!.Size);
                Assert.Single(parcel.Select(i => (i.Method, Group: i.Method.Batch!.GroupBy(i.Reference))).Distinct());
                // What the gate asks once more.
                if (parcel.Count > 1) Assert.Equal(parcel.Count, Send(parcel).Ticket!.Items.Count);
            }
        });
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    public void A_few_go_alone_since_a_batch_and_its_proof_would_cost_no_fewer_requests(int count, int parcels)
    {
        var loose = new LooseItems(connection);
        for (var i = 0; i < count; i++) Assert.Null(loose.Add(Item($"r{i}", BySite, "a", null)));
        Assert.Equal(parcels, loose.TakeAll().Count);
    }

    [Fact]
    public void The_gate_lets_no_batch_through_that_does_not_belong_together()
    {
        Assert.Throws<InternalRuleException>(() => Send([Item("r1", BySite, "a", null), Item("r2", BySite, "b", null)]));
        Assert.Throws<InternalRuleException>(() => Send([Item("r1", BySite, "a", null), Item("r2", Other, "a", null)]));
        Assert.Throws<InternalRuleException>(() => Send([.. Enumerable.Range(0, 6).Select(i => Item($"r{i}", BySite, "a", null))]));
        using var elsewhere = Given.Connection();
        Assert.Throws<InternalRuleException>(() => Send([Item("r1", BySite, "a", null), new WorkItem(Given.Reference("r2"), elsewhere, Given.Resource, BySite, null, true, Given.Holds())]));
        Assert.Equal(2, Send([Item("r1", BySite, "a", "x"), Item("r2", BySite, "a", "x")]).Ticket!.Items.Count);
    }

    private static ServiceRequest Send(IReadOnlyList<WorkItem> parcel)
    {
        foreach (var item in parcel)
        {
            item.Advance(WorkStage.Decided, WorkStage.Agreed);
            item.Advance(WorkStage.Agreed, WorkStage.Intended);
        }

        return RemovalGate.Admit(parcel, static () => true);
    }

    private WorkItem Item(string id, RemovalDeclaration method, string? site, string? owner) =>
        new(Given.Reference(id) with { Site = site, Owner = owner }, connection, Given.Resource, method, Given.Recording(id), wasListed: true, Given.Holds());
}
