using System.Management.Automation;
using System.Security;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Connects this session to one account at one service.</summary>
/// <remarks>
/// What is not given is read from the environment variables that Get-RecordingProvider names. A wrong key is found here, with
/// one cheap request. Secrets are kept in memory only, sent only to the service's own address, and never shown.
/// </remarks>
/// <example>
/// <code>Connect-RecordingProvider -Provider Recall -Region us-west-2 -ApiKey (Read-Host -AsSecureString)</code>
/// <para>Asks for the key, checks it, and connects. Where regions know nothing of each other, one must be named.</para>
/// </example>
/// <example>
/// <code>Connect-RecordingProvider -Provider Telnyx -Name Support -ApiKey (Get-Secret TelnyxSupport) -RequestsPerMinute 600 -PassThru</code>
/// <para>Name             Provider BaseUri                               Credential</para>
/// <para>Support          Telnyx   https://api.telnyx.com/v2             parameter -ApiKey</para>
/// <para>Takes the key from a vault, keeps to 600 requests a minute, and names the connection.</para>
/// </example>
/// <example>
/// <code>Connect-RecordingProvider -Provider Webex -Role Admin -ClientId $id -ClientSecret $secret -RefreshToken $refresh -OnTokenChanged { Set-Secret WebexRefresh $args[0] }</code>
/// <para>Acts as an administrator with a service app. The access token is granted and renewed as needed; a new refresh token is kept in the vault.</para>
/// </example>
/// <example>
/// <code>$env:TELNYX_API_KEY = $key; Get-Recording -Provider Telnyx -First 5</code>
/// <para>With the variable set, the first use connects by itself.</para>
/// </example>
[Cmdlet(VerbsCommunications.Connect, Nouns.Provider)]
[OutputType(typeof(ConnectionInfo))]
public sealed class ConnectRecordingProviderCommand : RecordingCmdlet
{
    /// <summary>The service.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Provider { get; set; } = "";

    /// <summary>A name for this connection, where you need several; the service's name when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The API key.</summary>
    [Parameter]
    public SecureString? ApiKey { get; set; }

    /// <summary>An OAuth access token.</summary>
    [Parameter]
    public SecureString? AccessToken { get; set; }

    /// <summary>The OAuth client id.</summary>
    [Parameter]
    public string? ClientId { get; set; }

    /// <summary>The OAuth client secret.</summary>
    [Parameter]
    public SecureString? ClientSecret { get; set; }

    /// <summary>An OAuth refresh token.</summary>
    [Parameter]
    public SecureString? RefreshToken { get; set; }

    /// <summary>User name and password, for services that grant tokens for them.</summary>
    [Parameter]
    public PSCredential? Credential { get; set; }

    /// <summary>The region, where the service has several.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>Another base address than the service's own.</summary>
    [Parameter]
    public Uri? BaseUri { get; set; }

    /// <summary>The account, where the service's paths name one.</summary>
    [Parameter]
    public string? AccountId { get; set; }

    /// <summary>The site, where the service has sites.</summary>
    [Parameter]
    public string? SiteUrl { get; set; }

    /// <summary>The capacity to act in, where the service has several: for Webex User, Admin or ComplianceOfficer.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RoleCompleter))]
    public string? Role { get; set; }

    /// <summary>A pace to keep to. The service's documented or learned pace when left out.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int RequestsPerMinute { get; set; }

    /// <summary>Items in one batch, where the service has batches; 1 deletes singly.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int BulkSize { get; set; }

    /// <summary>The longest pause that the service may ask for; 15 minutes when left out.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? MaxThrottleWait { get; set; }

    /// <summary>A proxy; the environment's when left out.</summary>
    [Parameter]
    public Uri? Proxy { get; set; }

    /// <summary>Allows http to another machine. The credential can then be read on its way; ledgers note it.</summary>
    [Parameter]
    public SwitchParameter AllowUnencrypted { get; set; }

    /// <summary>Called with each new refresh token, as a secure string, so that you can store it.</summary>
    [Parameter]
    public ScriptBlock? OnTokenChanged { get; set; }

    /// <summary>Leaves out the request that checks the credential.</summary>
    [Parameter]
    public SwitchParameter SkipValidation { get; set; }

    /// <summary>Writes the connection.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(() =>
    {
        var connection = Wait(Session.ConnectAsync(
            new ConnectionOptions
            {
                Provider = Provider,
                Name = Name,
                ApiKey = Secrets.From(ApiKey, nameof(ApiKey)),
                AccessToken = Secrets.From(AccessToken, nameof(AccessToken)),
                ClientId = ClientId,
                ClientSecret = Secrets.From(ClientSecret, nameof(ClientSecret)),
                RefreshToken = Secrets.From(RefreshToken, nameof(RefreshToken)),
                UserName = Credential?.UserName,
                Password = Secrets.From(Credential?.Password, nameof(Credential)),
                Region = Region,
                BaseUri = BaseUri,
                AccountId = AccountId,
                SiteUrl = SiteUrl,
                Role = Role,
                RequestsPerMinute = RequestsPerMinute > 0 ? RequestsPerMinute : null,
                BulkSize = BulkSize > 0 ? BulkSize : null,
                MaxThrottleWait = MaxThrottleWait ?? TimeSpan.FromMinutes(15),
                Proxy = Proxy,
                AllowUnencrypted = AllowUnencrypted,
                OnTokenChanged = OnTokenChanged is { } script ? Session.Posting<Secret>(token => script.Invoke(Secrets.ToSecureString(token))) : null,
                SkipValidation = SkipValidation,
            },
            Notices,
            Stop));
        if (PassThru) WriteObject(connection);
    }, Provider);
}
