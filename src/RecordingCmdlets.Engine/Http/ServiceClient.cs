using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Polly;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>
/// The one way to a service: retry, then for each try the rate gate, the credential, the timeout and the log. Refuses
/// what a route has not declared, and everything that destroys without the gate's ticket.
/// </summary>
internal sealed class ServiceClient : IDisposable
{
    private const int LongestRequestId = 128;
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(60);
    private static readonly HashSet<string> SpeakableQueryKeys = new(StringComparer.OrdinalIgnoreCase) { "page", "size", "number", "created_at", "gte", "lte" };

    private readonly ProviderDeclaration provider;
    private readonly Uri baseUri;
    private readonly string who;
    private readonly bool isSandbox;
    private readonly Credential credential;
    private readonly HttpClient http;
    private readonly HttpClient files;
    private readonly TimeProvider time;
    private readonly TimeSpan longestThrottle;
    private readonly ResiliencePipeline<ServiceAnswer> retry;

    public ServiceClient(ProviderDeclaration provider, Uri baseUri, Credential credential, ConnectionOptions options, TimeProvider time)
    {
        this.provider = provider;
        this.baseUri = baseUri;
        // Who has several accounts wants to know which of them it was.
        who = options.Name is { Length: > 0 } name && !string.Equals(name, provider.Name, StringComparison.OrdinalIgnoreCase) ? $"{provider.DisplayName} ({name})" : provider.DisplayName;
        this.credential = credential;
        this.time = time;
        longestThrottle = options.MaxThrottleWait;
        isSandbox = options.IsSandbox;
        BasePath = baseUri.AbsolutePath.TrimEnd('/');
        http = HttpClients.Create(baseUri, options.Proxy, () => credential);
        files = HttpClients.Create(baseUri, options.Proxy, () => credential, forFiles: true);
        retry = new RetryRules(provider.AlsoTransient, longestThrottle, time).Build();
        var pace = options.RequestsPerMinute is { } perMinute ? RateLimit.PerMinuteOf(perMinute) : null;
        foreach (var limitClass in provider.Resources.SelectMany(r => r.Routes).Select(r => r.LimitClass).Distinct())
            if ((pace ?? (isSandbox ? null : provider.Limits.GetValueOrDefault(limitClass))) is { } limit) Gate(limitClass).Configure(limit);
    }

    /// <summary>The path of the base address, in the form that is in use.</summary>
    public string BasePath
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>The base address in use.</summary>
    public string Address => baseUri.GetLeftPart(UriPartial.Authority) + BasePath;

    /// <summary>The other path at which the same calls are published; null when there is none.</summary>
    public string? OtherPath => provider.OtherPath(BasePath);

    /// <summary>The gate of a limit class.</summary>
    public RateGate Gate(string limitClass) => RateGates.For(baseUri, credential.Fingerprint, limitClass, time);

    /// <summary>Sends one call with all its tries.</summary>
    /// <returns>The last answer, whatever its status.</returns>
    /// <exception cref="RecordingException">No answer came that can be used.</exception>
    /// <exception cref="OperationCanceledException">The scope stopped it; the request's trace tells how far it got.</exception>
    public async Task<ServiceAnswer> SendAsync(ServiceRequest request, CallScope scope)
    {
        CheckAllowed(request);
        var uri = BuildUri(request);
        var context = ResilienceContextPool.Shared.Get(scope.Stop);
        context.Properties.Set(RetryRules.Request, request);
        context.Properties.Set(RetryRules.Scope, scope);
        try
        {
            var answer = await retry.ExecuteAsync(
                static async (context, state) => await state.Client.TryAsync(state.Request, state.Uri, state.Scope),
                context,
                (Client: this, Request: request, Uri: uri, Scope: scope));
            return answer.IsThrottled ? throw ErrorTable.Throttled(who, answer, time.GetUtcNow()) : answer;
        }
        catch (TransportException fault)
        {
            throw ErrorTable.Unreachable(who, baseUri, fault, credential.Redact);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Sends a reading call and insists on success.</summary>
    /// <exception cref="RecordingException">The service refused, by the status table.</exception>
    public async Task<ServiceAnswer> ReadAsync(ServiceRequest request, CallScope scope)
    {
        var answer = await SendAsync(request, scope);
        return answer.IsSuccess ? answer : throw Explain(answer);
    }

    /// <summary>The exception that a refusing answer stands for.</summary>
    public RecordingException Explain(ServiceAnswer answer) => ErrorTable.ForAnswer(provider, answer, credential.Redact, Place, who);

    /// <summary>Where the connection leads, in a sentence, at services that are in several places; else empty.</summary>
    public string Place =>
        provider.BaseUris.Count == 1 ? ""
        : provider.BaseUris.FirstOrDefault(r => Origins.AreSame(r.Value, baseUri)).Key is { Length: > 0 } region ? $"This connection is to the region {region}. "
        : $"This connection is to {baseUri.Authority}. ";

    /// <summary>The client that tokens are granted through, where there is one; it ends with this one.</summary>
    public IDisposable? TokenClient { get; init; }

    public void Dispose()
    {
        http.Dispose();
        files.Dispose();
        TokenClient?.Dispose();
    }

    private void CheckAllowed(ServiceRequest request)
    {
        var route = request.Route;
        if (route.Effect == RouteEffect.Undeclared && route.Method != HttpMethod.Get)
            throw new InternalRuleException($"Route {route.Name} ({route.Method}) does not declare what it does.");
        if (route.Effect == RouteEffect.Destroys && request.Ticket?.Allows(this, route) != true)
            throw new InternalRuleException($"Route {route.Name} destroys and came without the gate's ticket.");
    }

    /// <summary>Where a request goes.</summary>
    public Uri BuildUri(ServiceRequest request)
    {
        var path = $"{request.BasePath ?? BasePath}/{request.Path}";
        var uri = new UriBuilder(baseUri) { Path = path, Query = request.Query }.Uri;
        // Uri folds "a/../b" and the like; a path that changed would address something else.
        return uri.AbsolutePath == path ? uri : throw new InternalRuleException($"The path of {request.Route.Name} would be sent as another one.");
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "Disposed with the message that holds it.")]
    private async Task<ServiceAnswer> TryAsync(ServiceRequest request, Uri uri, CallScope scope)
    {
        var trace = request.Trace;
        var gate = Gate(request.Route.LimitClass);
        var sentAt = await gate.EnterAsync(longestThrottle, scope.Stop);
        var throttled = false;
        ThrottleHints hints = default;
        using var timeout = new CancellationTokenSource(TryTimeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(scope.Abandon, timeout.Token);
        using var message = new HttpRequestMessage(request.Route.Method, uri);
        if (request.Route.Accept is { } accept) message.Headers.Accept.ParseAdd(accept);
        // Rule: a destroying request always carries content. Without one, .NET itself replays it on a broken connection,
        // and the second answer would be a 404 for what the first had deleted.
        if (request.Body is not null || request.Route.Effect == RouteEffect.Destroys)
        {
            message.Content = new ByteArrayContent(request.Body ?? []);
            if (request.Body is not null) message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        FileAnswer.Narrow(message, request.Range);
        HttpResponseMessage? unread = null;
        try
        {
            // A wait for the gate can be long: what was decided before it may not hold any more.
            if (request.MayStillLeave?.Invoke() == false) throw new WithdrawnException();
            trace.Attempts++;
            var response = unread = await (request.IsForFile ? files : http).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ended.Token);
            trace.StatusCode = (int)response.StatusCode;
            trace.CorrelationId = Correlation(response, message) ?? trace.CorrelationId;
            throttled = trace.StatusCode == 429;
            hints = ThrottleHints.Read(response, provider.ThrottleHeaders, time.GetUtcNow());
            // A success whose body breaks off has still been carried out, and so may be what is answered 408.
            var wasUncertain = trace.IsUncertain;
            if (request.IsForFile && trace.StatusCode is 200 or 206)
            {
                Log(scope, request, uri, message, response, sentAt);
                unread = null; // Whoever reads it disposes of it.
                return new ServiceAnswer(request.Route, trace.StatusCode.Value, BoundedBody.Empty, null, trace.CorrelationId, null) { File = new FileAnswer(response) };
            }

            if (trace.StatusCode is < 400 or 408 or >= 500) trace.IsUncertain = true;
            var body = await BoundedBody.ReadAsync(response, BoundedBody.Limit, ended.Token);
            if (IsPlainSuccess(response, body.Bytes)) trace.IsUncertain = false;
            var words = trace.StatusCode >= 400 ? ErrorTable.ReadWords(provider.ReadError, body.Bytes) : null;
            if (words?.Text is { } text) words = words with { Text = Redact(text, message) };
            if (Correlation(response, message) is null && words?.CorrelationId is { } inBody) trace.CorrelationId = Presentable(inBody, message);
            if (words is { IsThrottle: true } && !throttled)
            {
                // A throttle under another status is as certain as one: nothing was done.
                throttled = true;
                trace.IsUncertain = wasUncertain;
            }

            if (throttled && hints.RetryAfter is null) hints = hints with { RetryAfter = PauseFor(words, hints) };
            Log(scope, request, uri, message, response, sentAt);
            if (throttled)
                scope.WarnOnce($"throttle:{baseUri}", $"{who} is throttling; slowing down to its pace.");
            if (trace.StatusCode == 401 && !trace.HasRenewed && message.Options.TryGetValue(AuthorizationHandler.Used, out var used))
                trace.HasRenewed = await credential.RenewAsync(used, scope.Stop);
            return new ServiceAnswer(request.Route, trace.StatusCode.Value, body, response.Content.Headers.ContentType?.MediaType, trace.CorrelationId, hints.RetryAfter)
            {
                Words = words,
                Link = response.Headers.TryGetValues("Link", out var links) ? string.Join(", ", links) : null,
                IsThrottled = throttled,
                Location = request.IsForFile && trace.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } next ? new Uri(uri, next) : null,
            };
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !scope.Abandon.IsCancellationRequested)
        {
            trace.IsUncertain = true;
            throw ErrorTable.TimedOut(who, TryTimeout);
        }
        catch (OperationCanceledException fault) when (!ended.IsCancellationRequested && !scope.Stop.IsCancellationRequested)
        {
            // The handler's own connect timeout comes as a cancellation that nobody asked for; nothing left.
            throw new TransportException($"No connection within {HttpClients.ConnectTimeout.TotalSeconds:0} s.", true, fault);
        }
        catch (OperationCanceledException)
        {
            trace.IsUncertain = true;
            throw;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or InvalidDataException or InvalidOperationException)
        {
            var reason = (fault as HttpRequestException)?.HttpRequestError;
            var neverLeft = reason is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
            if (!neverLeft) trace.IsUncertain = true;
            scope.Notices.Verbose(Redact($"{request.Route.Method} {Speakable(uri)} -> {fault.Message}", message));
            scope.Notices.Debug(Redact($"Sent: {HeaderText.Of(message)}", message));
            throw new TransportException(Redact(fault.Message, message), fault.InnerException is not AuthenticationException, fault);
        }
        finally
        {
            unread?.Dispose();
            gate.Leave(sentAt, throttled, hints);
        }
    }

    // 202 says later, and a page of a network's own log-in says nothing of the service.
    private static bool IsPlainSuccess(HttpResponseMessage response, ReadOnlyMemory<byte> body) =>
        (int)response.StatusCode is >= 200 and < 300 and not 202
        && (body.IsEmpty || response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true);

    private string? Correlation(HttpResponseMessage response, HttpRequestMessage request) =>
        provider.CorrelationHeaders
            .Select(name => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null)
            .FirstOrDefault(value => !string.IsNullOrWhiteSpace(value)) is { } id
            ? Presentable(id, request)
            : null;

    private string Presentable(string id, HttpRequestMessage request)
    {
        var text = Redact(id, request);
        return PlainText.Of(text.Length > LongestRequestId ? text[..LongestRequestId] : text);
    }

    /// <summary>A text without the credential, and without the token that went with the request: another worker may have renewed it since.</summary>
    private string Redact(string text, HttpRequestMessage request) =>
        credential.Redact(request.Options.TryGetValue(AuthorizationHandler.Used, out var used) && used.Parameter is { Length: > 0 } token
            ? new Secret(token).RedactFrom(text)
            : text);

    /// <summary>The pause after a throttle without Retry-After: until the moment in its body, else what the service is known to want.</summary>
    private TimeSpan? PauseFor(ErrorWords? words, ThrottleHints hints)
    {
        // A moment that has passed says only that the clocks differ.
        if (words?.RetryAt is { } moment && moment > time.GetUtcNow()) return moment - time.GetUtcNow();
        if (isSandbox || hints.Reset is not null || provider.ThrottlePause is not { } pause) return null;
#pragma warning disable CA5394 // Not a secret, only a spread.
        return pause * (1 + (Random.Shared.NextDouble() / 10));
#pragma warning restore CA5394
    }

    private void Log(CallScope scope, ServiceRequest request, Uri uri, HttpRequestMessage message, HttpResponseMessage response, long sentAt)
    {
        var id = request.Trace.CorrelationId is { } known ? $" [{known}]" : "";
        // Redacted whole: a next page's address is the service's, and a base address may hold a key by mistake.
        scope.Notices.Verbose(credential.Redact(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{request.Route.Method} {Speakable(uri)} -> {(int)response.StatusCode} in {time.GetElapsedTime(sentAt).TotalMilliseconds:0} ms{id}")));
        scope.Notices.Debug(Redact($"Sent: {HeaderText.Of(message)}", message));
        scope.Notices.Debug(Redact($"Answered {(int)response.StatusCode}: {HeaderText.Of(response, provider.CorrelationHeaders)}", message));
    }

    /// <summary>An address for people: values of keys that may hold personal data or secrets are left out.</summary>
    private static string Speakable(Uri uri)
    {
        if (uri.Query.Length < 2) return uri.GetLeftPart(UriPartial.Path);
        var pairs = uri.Query[1..].Split('&').Select(pair =>
        {
            var key = Uri.UnescapeDataString(pair.Split('=', 2)[0]);
            var words = key.Split(['[', ']', '_', ':'], StringSplitOptions.RemoveEmptyEntries);
            var speakable = words.Length > 0 && SpeakableQueryKeys.Contains(words[^1]);
            return $"{key}={(speakable && pair.Contains('=', StringComparison.Ordinal) ? Uri.UnescapeDataString(pair.Split('=', 2)[1]) : "...")}";
        });
        return $"{uri.GetLeftPart(UriPartial.Path)}?{string.Join('&', pairs)}";
    }
}
