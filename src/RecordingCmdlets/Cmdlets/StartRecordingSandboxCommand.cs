using System.Collections;
using System.Globalization;
using System.Management.Automation;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Starts the services on this machine's loopback, with seeded data, and connects this session to them.</summary>
/// <remarks>
/// Runbooks run against it unchanged: the connections bear the services' names. It does not start beside a real connection
/// to one of its services, so that a rehearsal is never mixed with the real thing. It ends with Stop-RecordingSandbox or
/// with the session.
/// </remarks>
/// <example>
/// <code>Start-RecordingSandbox; Get-Recording -OlderThan 30d | Remove-Recording -Confirm:$false; Get-RecordingSandboxRequest -Method DELETE, POST</code>
/// <para>Rehearses a purge, then shows what was really requested.</para>
/// </example>
/// <example>
/// <code>Start-RecordingSandbox -RecordingCount 1000 -RequestsPerSecond 50 -FaultRate @{ ServerError = 0.05; ResetAfter = 0.02 } -Seed 7</code>
/// <para>Tests a runbook against throttling, failures and lost answers. The same seed gives the same run.</para>
/// </example>
/// <example>
/// <code>Start-RecordingSandbox -Provider Recall -RecordingCount 20 -LiveBot 3; Get-RecordingBot -Name 'Live *'</code>
/// <para>Has bots that are still in their meetings, to wait for.</para>
/// </example>
/// <example>
/// <code>BeforeAll { Start-RecordingSandbox } ; AfterAll { Stop-RecordingSandbox }</code>
/// <para>The frame of a Pester file.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, Nouns.Sandbox)]
[OutputType(typeof(SandboxInfo))]
public sealed class StartRecordingSandboxCommand : RecordingCmdlet
{
    /// <summary>Only these services; all when left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[] Provider { get; set; } = [];

    /// <summary>The capacity to act in at a service that has several, such as @{ Webex = 'Admin' }; its usual one when left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SandboxRoleCompleter))]
    public Hashtable Role { get; set; } = [];

    /// <summary>Recordings to seed for each service.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int RecordingCount { get; set; } = 240;

    /// <summary>Bots whose meeting is under way, at services that have bots: each look at one brings its next state. Every third one fails.</summary>
    [Parameter]
    [ValidateRange(0, 10_000)]
    public int LiveBot { get; set; }

    /// <summary>Seeds the data and the choice of faults.</summary>
    [Parameter]
    public int Seed { get; set; } = 1;

    /// <summary>How long every answer is held back: 20ms, 1s or a TimeSpan object.</summary>
    [Parameter]
    [Duration]
    public TimeSpan Latency { get; set; }

    /// <summary>Requests a second before it answers 429; no limit when left out.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int RequestsPerSecond { get; set; }

    /// <summary>The share of requests, 0 to 1, that go wrong, by kind: Throttle, ServerError, Unavailable, ResetBefore, ResetAfter, Truncate, Stall, HalfBatch, ExpiredLink, EmptyMedia, ShortMedia.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FaultCompleter))]
    public Hashtable FaultRate { get; set; } = [];

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(() =>
    {
        var known = Session.Engine.GetProviders().Select(p => p.Name).ToList();
        if (Provider.Concat(Role.Keys.Cast<object>().Select(Text)).FirstOrDefault(p => !known.Contains(p, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new RecordingArgumentException("ProviderUnknown", $"There is no service named '{unknown}'.", $"Use one of: {string.Join(", ", known)}.");
        var roles = Role.Cast<DictionaryEntry>().ToDictionary(r => Text(r.Key), r => Text(r.Value), StringComparer.OrdinalIgnoreCase);
        var sandbox = Loading.Engine.Sandboxes.Start(new SandboxOptions
        {
            Providers = Provider,
            Roles = roles,
            RecordingCount = RecordingCount,
            LiveBotCount = LiveBot,
            Seed = Seed,
            Latency = Latency,
            RequestsPerSecond = RequestsPerSecond > 0 ? RequestsPerSecond : null,
            FaultRates = FaultRates.Read(FaultRate),
        });
        var connections = new List<ConnectionInfo>();
        try
        {
            RefuseBesideReal(sandbox.Providers);
            foreach (var provider in sandbox.Providers)
            {
                connections.Add(Wait(Session.ConnectAsync(
                    new ConnectionOptions
                    {
                        Provider = provider,
                        ApiKey = sandbox.ApiKey,
                        AccessToken = sandbox.ApiKey,
                        BaseUri = sandbox.GetBaseUri(provider),
                        Role = roles.GetValueOrDefault(provider),
                        IsSandbox = true,
                        SkipValidation = true,
                    },
                    Notices,
                    Stop)));
            }
        }
        catch
        {
            sandbox.Dispose();
            throw;
        }

        Session.Sandboxes.Add((sandbox, [.. connections.Select(c => c.Name)]));
        WriteObject(new SandboxInfo { Providers = sandbox.Providers, Connections = connections, RecordingCount = RecordingCount, Seed = Seed });
    });

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private void RefuseBesideReal(IReadOnlyList<string> providers)
    {
        var open = Session.Engine.GetProviders().Where(p => providers.Contains(p.Name)).SelectMany(p => p.Connections).Select(c => c.Name).ToList();
        if (open.Count == 0) return;
        throw new RecordingArgumentException(
            "SandboxBesideConnection",
            $"This session is already connected: {string.Join(", ", open)}.",
            "Run Disconnect-RecordingProvider or Stop-RecordingSandbox first, or use another session: a rehearsal must not be mixed with the real thing.");
    }
}
