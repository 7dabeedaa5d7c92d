using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Policy;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Tests.Policies;

/// <summary>What is listed for a policy.</summary>
public sealed class RetentionScopeTests : IDisposable
{
    private readonly PolicyDesk desk = new();
    private readonly ConnectionBook book = new(ProviderRegistry.All, new ConnectionFactory(static _ => null, TimeProvider.System));

    public RetentionScopeTests()
    {
        foreach (var (provider, name) in ((string, string)[])[("Telnyx", "calls"), ("Telnyx", "other"), ("Recall", "bots"), ("Attendee", "guests")])
        {
            var key = new Secret(Guid.NewGuid().ToString("N"));
            book.Add(book.Create(new ConnectionOptions { Provider = provider, Name = name, ApiKey = key, Region = provider == "Recall" ? "us-east-1" : null }, SilentNotices.Instance));
        }
    }

    public void Dispose()
    {
        book.Dispose();
        desk.Dispose();
    }

    [Theory]
    [InlineData("""{ "name": "a", "olderThan": "1d", "action": "delete" }""", "bots/Recording calls/Recording guests/BotMedia other/Recording")]
    [InlineData("""{ "name": "a", "olderThan": "1d", "action": "delete", "kinds": "BotMedia" }""", "bots/BotMedia guests/BotMedia")]
    [InlineData("""{ "name": "a", "olderThan": "1d", "action": "delete", "providers": "Telnyx", "titles": "x" }, { "name": "b", "olderThan": "2d", "action": "delete", "connections": "CALLS" }""", "calls/Recording other/Recording")]
    [InlineData("""{ "name": "a", "olderThan": "1d", "action": "delete", "connections": "other" }""", "other/Recording")]
    // What is only kept need not be looked at.
    [InlineData("""{ "name": "a", "action": "keep" }""", "")]
    [InlineData("""{ "name": "a", "action": "keep", "titles": "x" }, { "name": "b", "olderThan": "1d", "action": "delete", "providers": "Recall", "kinds": "BotMedia" }""", "bots/BotMedia")]
    public void Each_kind_that_some_rule_removes_is_listed_once(string rules, string expected) => Assert.Equal(expected, Scope(rules));

    [Theory]
    [InlineData("""{ "name": "a", "olderThan": "1d", "action": "delete" }""", "guests/BotMedia")]
    [InlineData("""{ "name": "a", "olderThan": "1d", "action": "delete", "providers": "Telnyx" }""", "")]
    [InlineData("""{ "name": "a", "olderThan": "1d", "action": "delete", "connections": "calls" }""", "")]
    public void Only_the_connections_asked_for_are_listed(string rules, string expected) => Assert.Equal(expected, Scope(rules, "guests"));

    [Theory]
    [InlineData("""{ "name": "a", "olderThan": "1d", "action": "delete", "connections": ["calls", "closed"] }""", "ConnectionUnknown")]
    // The rule was to keep something: what it was to keep would fall to the next one.
    [InlineData("""{ "name": "k", "action": "keep", "connections": "closed" }, { "name": "a", "olderThan": "1d", "action": "delete", "connections": "calls" }""", "ConnectionUnknown")]
    [InlineData("""{ "name": "a", "olderThan": "1d", "action": "delete", "providers": "Recall", "connections": "calls" }""", "ConnectionMismatch")]
    [InlineData("""{ "name": "a", "olderThan": "1d", "action": "delete", "providers": ["Telnyx", "Vonage"] }""", "CredentialMissing")]
    public void A_connection_or_service_that_is_not_there_is_an_error_and_not_passed_over(string rules, string errorId) =>
        Assert.Equal(errorId, Assert.ThrowsAny<RecordingException>(() => Scope(rules)).ErrorId);

    [Fact]
    public void Also_where_only_some_connections_are_asked_for_each_that_a_rule_names_must_be_there_or_be_known_to_be_elsewhere()
    {
        const string rules = """{ "name": "k", "action": "keep", "connections": "Closed" }, { "name": "a", "olderThan": "1d", "action": "delete" }""";

        Assert.Equal("ConnectionUnknown", Assert.ThrowsAny<RecordingException>(() => Scope(rules, "guests")).ErrorId);
        Assert.Single(RetentionScope.Of(desk.Read(PolicyDesk.Policy(rules)), book, ["guests"], SilentNotices.Instance, elsewhere: ["closed"]));
    }

    private string Scope(string rules, params string[] only) => string.Join(
        ' ', RetentionScope.Of(desk.Read(PolicyDesk.Policy(rules)), book, only, SilentNotices.Instance).Select(l => $"{l.Connection.Name}/{l.Resource.Kind}").Order(StringComparer.Ordinal));
}
