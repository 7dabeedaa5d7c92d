using System.Runtime.CompilerServices;
using System.Text.Json;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Transcripts;

namespace RecordingCmdlets.Engine.Bots;

/// <inheritdoc cref="IBotDesk"/>
internal sealed class BotDesk(ConnectionBook book, IReadOnlyList<ProviderDeclaration> providers, TimeProvider time) : IBotDesk
{
    public async IAsyncEnumerable<BotWaitResult> WaitAsync(
        IAsyncEnumerable<RecordingReference> bots, BotWaitOptions options, IProgress<BotWaitProgress>? progress, INotices notices, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var waiter = new BotWaiter(book, providers, time, options, new CallScope(notices, cancellation), progress);
        await foreach (var result in waiter.WaitAsync(bots, cancellation)) yield return result;
    }

    public async Task<RecordingTranscript> GetTranscriptAsync(RecordingReference item, INotices notices, CancellationToken cancellation)
    {
        var connection = book.Resolve(item, notices);
        if (!connection.Resources.Any(r => r.Transcript is not null))
            throw new RecordingArgumentException("TranscriptUnsupported", $"Transcripts are not told by {connection.Provider.Name}. Nothing was sent.", "Leave this service out.");
        // An id without a kind is a bot's where there are bots: that is what the command is named after.
        var isBot = item.Kind.Length == 0 && connection.Resources.Any(r => r.IsBot);
        var resource = connection.RequireResource(item.Kind, r => r.Transcript is not null && (!isBot || r.IsBot));
        item = Complete(item, connection, resource);
        var transcript = await new TranscriptReader(time).ReadAsync(connection, resource, item, new CallScope(notices, cancellation)) ?? throw new TranscriptException(
            "TranscriptMissing", $"{connection.Provider.DisplayName} has no transcript of {item}.", "Nothing was transcribed, or it was removed.");
        return new RecordingTranscript { Reference = item, Utterances = [.. transcript.Utterances.Select(u => u with { Provider = item.Provider, Id = item.Id })] };
    }

    public string Write(RecordingTranscript transcript, TranscriptFormat format) => TranscriptWriter.Write(transcript, format);

    public async Task<BotIntelligence> GetIntelligenceAsync(RecordingReference bot, INotices notices, CancellationToken cancellation)
    {
        var connection = book.Resolve(bot, notices);
        var resource = connection.RequireResource(bot.Kind, r => r.IsBot);
        if (resource.Intelligence is not { } intelligence)
            throw new RecordingArgumentException("BotIntelligenceUnsupported", $"Conclusions of meetings are not told by {connection.Provider.Name}. Nothing was sent.", "Leave this service out.");
        bot = Complete(bot, connection, resource);
        var scope = new CallScope(notices, cancellation);
        var answer = await connection.Client.SendAsync(new ServiceRequest(intelligence.Route, connection.Path(intelligence.Route, bot)), scope);
        if (intelligence.Retired.Contains(answer.StatusCode))
        {
            // The same status may say that there is no such bot.
            if (await connection.GetAsync(resource, bot, scope) is null) throw connection.Unknown(bot);
            scope.Notices.Verbose($"{connection.Provider.DisplayName} answers {answer.StatusCode}: its conclusions of meetings are not available for this account.");
            return new BotIntelligence { Reference = bot, IsAvailable = false };
        }

        if (!answer.IsSuccess) throw connection.Client.Explain(answer);
        try
        {
            return intelligence.Read(bot, answer.Body);
        }
        catch (JsonException fault)
        {
            throw ErrorTable.Unreadable(connection.Provider, answer, fault);
        }
    }

    private static RecordingReference Complete(RecordingReference item, Connection connection, ResourceDeclaration resource)
    {
        Connection.RequireValid(resource, item);
        return item with { Provider = connection.Provider.Name, Connection = connection.Name, Kind = resource.Kind };
    }
}
