using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>The one table from what a service answered to the exception it stands for.</summary>
internal static class ErrorTable
{
    private const int LongestText = 500;
    private const int LongestMediaType = 60;

    /// <summary>Nothing is wrong with an id where none was sent.</summary>
    private const string NoSuchList = "No id was asked for, so the address itself is not known there: check -BaseUri, and -AccountId and -Owner where they are given.";

    /// <param name="provider">The service.</param>
    /// <param name="answer">What it answered.</param>
    /// <param name="redact">Takes secrets out of its words.</param>
    /// <param name="place">Where the connection leads, in a sentence; empty where the service is in one place only.</param>
    /// <param name="who">What the service is called here, where several connections may lead there.</param>
    public static RecordingException ForAnswer(ProviderDeclaration provider, ServiceAnswer answer, Func<string, string> redact, string place = "", string? who = null)
    {
        var status = answer.StatusCode;
        var text = answer.Words?.Text is { Length: > 0 } words ? Clean(words, redact) : Phrase(status);
        var message = $"{who ?? provider.DisplayName} answered {status}: {text}{(answer.CorrelationId is { } id ? $" (request {id})" : "")}";
        var scope = status == 403 && answer.Route.Scope is { } needed ? $"The call needs the scope {needed}. " : "";
        var lead = status is 401 or 404 or 410 ? place : scope;
        var known = status is 404 or 410 && provider.Resources.Any(r => r.List.Route == answer.Route) ? NoSuchList : provider.Advice.GetValueOrDefault(status);
        var advice = answer.Words?.Advice ?? (known is not null ? lead + known : lead.Length > 0 && status == 403 ? lead.TrimEnd() : null);
        RecordingException error = status switch
        {
            401 => new RecordingAuthenticationException(
                "AuthenticationFailed", message, advice ?? "Check the credential, then run Connect-RecordingProvider again.")
            { StatusCode = status, CorrelationId = answer.CorrelationId },
            403 => new RecordingPermissionException(
                message, advice ?? "The credential is valid but lacks a permission for this.")
            { StatusCode = status, CorrelationId = answer.CorrelationId },
            404 or 410 => new RecordingNotFoundException(
                message, advice ?? "Check the id, the kind and the connection: another account or region does not know it.")
            { StatusCode = status, CorrelationId = answer.CorrelationId },
            409 or 423 => new RecordingUnavailableException(
                message, advice ?? "The item is locked or in another state. Try again later.")
            { StatusCode = status, CorrelationId = answer.CorrelationId },
            408 or 504 => new ProviderTimeoutException(
                message, advice ?? "Try again later.")
            { StatusCode = status, CorrelationId = answer.CorrelationId },
            >= 500 => new ProviderFailedException(
                message, advice ?? "The service failed on its side. Try again later; quote the request id to its support.")
            { StatusCode = status, CorrelationId = answer.CorrelationId },
            >= 400 => new ProviderRefusedException(
                message, advice ?? "The service does not accept this request. Check the values given.")
            { StatusCode = status, CorrelationId = answer.CorrelationId },
            _ => new ProviderResponseException(
                $"{message}. Redirects are not followed, since a credential must not leave its origin.", "Check -BaseUri: something other than the service answers there.")
            { StatusCode = status, CorrelationId = answer.CorrelationId },
        };
        return error;
    }

    public static ProviderThrottledException Throttled(string who, ServiceAnswer answer, DateTimeOffset now) =>
        new(
            $"{who} keeps throttling.",
            "Run the command again later, or allow a longer wait with -MaxThrottleWait.",
            answer.RetryAfter is { } wait ? ThrottleHints.After(now, wait) : null)
        { StatusCode = answer.StatusCode, CorrelationId = answer.CorrelationId };

    public static ProviderTimeoutException TimedOut(string who, TimeSpan limit) =>
        new($"{who} did not answer within {limit.TotalSeconds:0} s.", "Try again; if it stays so, look at the service's status page.");

    public static ProviderUnreachableException Unreachable(string who, Uri baseUri, TransportException fault, Func<string, string> redact) =>
        new(
            $"{who} could not be reached at {baseUri.GetLeftPart(UriPartial.Authority)}: {fault.Message}",
            fault.InnerException?.InnerException is AuthenticationException
                ? "The secure connection failed: check the server's certificate, its chain, the clock, and -Proxy. A server of your own that knows only http needs http:// in -BaseUri, and -AllowUnencrypted."
                : "Check the network, the proxy (-Proxy) and -BaseUri.",
            // The inner exceptions are printed too: they go along only when there is nothing in them to hide, or to act on a terminal.
            fault.InnerException?.ToString() is { } details && redact(details) == details ? fault.InnerException : null);

    public static ProviderResponseException Unreadable(ProviderDeclaration provider, ServiceAnswer answer, Exception? fault)
    {
        var hint = answer.MediaType is { } type && !type.Contains("json", StringComparison.OrdinalIgnoreCase) ? $" It calls itself {(type.Length > LongestMediaType ? type[..LongestMediaType] + "..." : type)}." : "";
        return new ProviderResponseException(
            $"{provider.DisplayName} gave an answer that cannot be read.{hint}",
            "Check -BaseUri and the proxy; if both are right, the service has changed: report it.",
            fault)
        { StatusCode = answer.StatusCode, CorrelationId = answer.CorrelationId };
    }

    /// <summary>What the service says in a body; null when it says nothing that can be read.</summary>
    public static ErrorWords? ReadWords(Func<ReadOnlyMemory<byte>, ErrorWords?> read, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty) return null;
        try
        {
            return read(body);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null; // An HTML page of a gateway, or half an answer: the status speaks alone.
        }
    }

    /// <summary>A service's text, fit for a terminal: no secrets, no escape sequences, and not a page of it.</summary>
    public static string Clean(string raw, Func<string, string> redact)
    {
        // Redacted whole, before it is cut: half a key is a key too many.
        var text = redact(raw);
        return PlainText.Of(text.Length > LongestText ? text[..LongestText] + "..." : text);
    }

    private static string Phrase(int status) =>
        Enum.IsDefined((HttpStatusCode)status) ? ((HttpStatusCode)status).ToString() : "no explanation";
}
