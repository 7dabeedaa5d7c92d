using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Removal;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class DestroyTicketTests : IDisposable
{
    private readonly CannedServer server = new(CannedServer.Ok("{}"));
    private readonly ServiceClient client;

    public DestroyTicketTests() => client = Given.Client(server.BaseUri);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task A_destroying_route_without_a_ticket_is_refused() => await AssertRefusedAsync(new ServiceRequest(Given.Delete, "recordings/r1"));

    [Fact]
    public async Task A_ticket_of_another_route_is_refused() =>
        await AssertRefusedAsync(new ServiceRequest(Given.Delete, "recordings/r1") { Ticket = new DestroyTicket(client, Given.DeleteBatch, [Given.Reference()]) });

    [Fact]
    public async Task A_ticket_of_another_connection_is_refused()
    {
        using var other = Given.Client(server.BaseUri);
        await AssertRefusedAsync(new ServiceRequest(Given.Delete, "recordings/r1") { Ticket = new DestroyTicket(other, Given.Delete, [Given.Reference()]) });
    }

    [Fact]
    public async Task A_ticket_for_nothing_is_refused() =>
        await AssertRefusedAsync(new ServiceRequest(Given.Delete, "recordings/r1") { Ticket = new DestroyTicket(client, Given.Delete, []) });

    [Fact]
    public async Task A_POST_that_declares_nothing_is_refused_with_a_ticket_or_without()
    {
        await AssertRefusedAsync(new ServiceRequest(Given.UndeclaredPost, "recordings/actions/purge") { Body = [1] });
        await AssertRefusedAsync(
            new ServiceRequest(Given.UndeclaredPost, "recordings/actions/purge") { Ticket = new DestroyTicket(client, Given.UndeclaredPost, [Given.Reference()]) });
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("PURGE")]
    public async Task Any_method_but_GET_that_declares_nothing_is_refused(string method) =>
        await AssertRefusedAsync(new ServiceRequest(new Route("T", new HttpMethod(method), "recordings", RouteEffect.Undeclared), "recordings"));

    [Theory]
    [InlineData("recordings/../users")]
    [InlineData("recordings/./r1")]
    [InlineData("recordings/r1?x=1")]
    [InlineData("recordings/r1#x")]
    [InlineData("recordings\\r1")]
    public async Task A_path_that_would_be_sent_as_another_one_is_refused(string path) => await AssertRefusedAsync(new ServiceRequest(Given.Get, path));

    [Fact]
    public async Task The_gates_own_ticket_is_let_through()
    {
        using var connection = Given.Connection(client, server.BaseUri);
        var item = Given.Item(wasListed: true, connection);
        Assert.True(item.Advance(WorkStage.Decided, WorkStage.Agreed));
        Assert.True(item.Advance(WorkStage.Agreed, WorkStage.Intended));
        var answer = await client.SendAsync(Admit(item), Given.Scope(Cancellation));
        Assert.Equal(200, answer.StatusCode);
        Assert.Equal("DELETE /v2/recordings/r1 HTTP/1.1", Assert.Single(server.RequestLines));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_GET_that_declares_nothing_is_let_through()
    {
        await client.SendAsync(new ServiceRequest(new Route("T", HttpMethod.Get, "recordings", RouteEffect.Undeclared), "recordings"), Given.Scope(Cancellation));
        Assert.Single(server.RequestLines);
    }

    [Fact]
    public void The_gate_gives_no_ticket_before_the_intent_is_on_disk()
    {
        using var connection = Given.Connection();
        var item = Given.Item(wasListed: true, connection);
        Assert.Throws<InternalRuleException>(() => Admit(item));
        item.Advance(WorkStage.Decided, WorkStage.Agreed);
        Assert.Throws<InternalRuleException>(() => Admit(item));
        item.Advance(WorkStage.Agreed, WorkStage.Intended);
        Assert.Equal([item.Reference], Admit(item).Ticket!.Items);
        item.TryFinish(OutcomeRules.NotSent("Done."));
        Assert.Throws<InternalRuleException>(() => Admit(item));
    }

    [Theory]
    [InlineData("actions")]
    [InlineData("..")]
    [InlineData("")]
    public void The_gate_gives_no_ticket_for_an_id_that_is_none(string id)
    {
        using var connection = Given.Connection();
        Assert.Throws<InternalRuleException>(() => Admit(Ready(connection, id)));
        Assert.Throws<InternalRuleException>(() => RemovalGate.Admit([Ready(connection, "r1"), Ready(connection, id)], Always));
    }

    [Fact]
    public void The_gate_gives_no_ticket_for_a_batch_that_does_not_belong_together()
    {
        using var connection = Given.Connection();
        using var other = Given.Connection(name: "Other");
        Assert.Equal(2, RemovalGate.Admit([Ready(connection, "a"), Ready(connection, "b")], Always).Ticket!.Items.Count);
        Assert.Throws<InternalRuleException>(() => RemovalGate.Admit([Ready(connection, "a"), Ready(other, "b")], Always));
        Assert.Throws<InternalRuleException>(() => RemovalGate.Admit([Ready(connection, "a"), Ready(connection, "b", wasListed: false)], Always));
        Assert.Throws<InternalRuleException>(() => RemovalGate.Admit([.. Enumerable.Range(0, 51).Select(i => Ready(connection, $"r{i}"))], Always));
    }

    private static bool Always() => true;

    private static ServiceRequest Admit(WorkItem item) => RemovalGate.Admit(item, new RemovalWords(null, null), Always, new CallTrace());

    private static WorkItem Ready(Connection connection, string id, bool wasListed = true)
    {
        var item = Given.Item(wasListed, connection, id);
        item.Advance(WorkStage.Decided, WorkStage.Agreed);
        item.Advance(WorkStage.Agreed, WorkStage.Intended);
        return item;
    }

    private async Task AssertRefusedAsync(ServiceRequest request)
    {
        await Assert.ThrowsAsync<InternalRuleException>(() => client.SendAsync(request, Given.Scope(Cancellation)));
        Assert.Equal(0, server.Connections);
        Assert.Equal(0, request.Trace.Attempts);
    }
}
