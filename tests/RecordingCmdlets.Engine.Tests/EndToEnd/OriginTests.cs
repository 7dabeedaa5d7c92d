using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Tests.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.EndToEnd;

/// <summary>Where a credential may go, against addresses and servers that mean it ill.</summary>
public sealed class OriginTests
{
    private const string Canary = "KEYcanary0123456789abcdef";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://api.example.com/v2/recordings")]
    [InlineData("https://API.EXAMPLE.COM/v2/recordings")]
    [InlineData("https://api.example.com:443/else")]
    public void One_origin_may_be_written_in_several_ways(string address) => Assert.True(Origins.AreSame(new Uri("https://api.example.com/v2"), new Uri(address)));

    [Theory]
    [InlineData("http://api.example.com/v2")]
    [InlineData("https://api.example.com:8443/v2")]
    [InlineData("https://api.example.com./v2")]
    [InlineData("https://api.example.com.evil.example/v2")]
    [InlineData("https://api.example.com@evil.example/v2")]
    [InlineData("https://evil.example/api.example.com")]
    [InlineData("https://аpi.example.com/v2")] // A Cyrillic first letter.
    [InlineData("https://example.com/v2")]
    public void Another_origin_never_passes_for_the_same(string address) => Assert.False(Origins.AreSame(new Uri("https://api.example.com/v2"), new Uri(address)));

    [Theory]
    [InlineData("http://localhost.example.com/")]
    [InlineData("http://127.0.0.1.example.com/")]
    [InlineData("http://localhost./")]
    [InlineData("http://0.0.0.0/")]
    public async Task Plain_http_to_a_host_that_only_looks_like_this_machine_is_refused(string address)
    {
        await using var rig = new Rig();

        var fault = await Assert.ThrowsAsync<RecordingArgumentException>(() => rig.Session.ConnectAsync(Options(new Uri(address)) with { SkipValidation = true }, rig.Notices, Token));

        Assert.Equal("BaseUriUnencrypted", fault.ErrorId);
    }

    [Theory]
    [InlineData("localhost", "UntrustedRoot")]
    [InlineData("elsewhere.example", "RemoteCertificateNameMismatch")]
    public async Task A_server_whose_certificate_is_not_trusted_gets_nothing(string name, string expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var heard = ReadBehindTlsAsync(listener, name);
        await using var rig = new Rig();

        var fault = await Assert.ThrowsAsync<ProviderUnreachableException>(() => rig.Session.ConnectAsync(
            Options(new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/v2")), rig.Notices, Token));

        Assert.Contains(expected, fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, fault.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await heard.WaitAsync(TimeSpan.FromMinutes(1), Token));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_of_the_token_endpoint_is_not_followed(int status)
    {
        using var elsewhere = new CannedServer(CannedServer.Ok("""{"access_token":"t"}"""));
        await using var bench = VonageBench.Unconnected(recordings: 0, time: TimeProvider.System);
        bench.Sandbox.OnRequest = r => r.Path == "/token" ? SandboxFault.Respond(status, "", ("Location", elsewhere.BaseUri.AbsoluteUri)) : null;

        await bench.ConnectAsync(bench.RefreshOptions(_ => { }));

        await Assert.ThrowsAsync<RecordingAuthenticationException>(async () =>
        {
            await foreach (var _ in bench.Session.ListAsync(VonageBench.All, bench.Notices, Token)) Assert.Fail("Nothing can have come.");
        });

        Assert.Equal(0, elsewhere.Connections);
    }

    [Theory]
    [InlineData("bob:s3cretPW@127.0.0.1:9")] // Without http:// it is an address of a scheme called bob.
    [InlineData("127.0.0.1:9")]
    [InlineData("localhost:9")]
    [InlineData("ftp://bob:s3cretPW@127.0.0.1:9")]
    [InlineData("//bob:s3cretPW@host")]
    public async Task A_proxy_that_is_none_is_refused_by_name_and_not_repeated(string address)
    {
        await using var rig = new Rig();

        var fault = await Assert.ThrowsAsync<RecordingArgumentException>(() => rig.Session.ConnectAsync(
            Options(rig.Sandbox.GetBaseUri("Telnyx")) with { Proxy = new Uri(address, UriKind.RelativeOrAbsolute) }, rig.Notices, Token));

        Assert.Equal("ProxyInvalid", fault.ErrorId);
        Assert.DoesNotContain("s3cret", fault.ToString() + string.Join('\n', rig.Notices.Said), StringComparison.Ordinal);
        Assert.Empty(rig.Sandbox.GetRequests());
    }

    [Theory]
    [InlineData("KEYcanäry")]
    [InlineData("KEYcan\u202eary")]
    [InlineData("KEYcan\u200bary")]
    public async Task A_key_that_no_header_can_hold_is_refused_before_anything_is_sent_and_not_shown(string key)
    {
        await using var rig = new Rig();

        var fault = await Assert.ThrowsAnyAsync<RecordingException>(() => rig.Session.ConnectAsync(
            Options(rig.Sandbox.GetBaseUri("Telnyx")) with { ApiKey = new Secret(key) }, rig.Notices, Token));

        Assert.Equal("CredentialInvalid", fault.ErrorId);
        Assert.DoesNotContain("KEYcan", fault.ToString() + string.Join('\n', rig.Notices.Said), StringComparison.Ordinal);
        Assert.Empty(rig.Sandbox.GetRequests());
    }

    [Fact]
    public async Task A_server_that_does_not_speak_http_says_nothing_to_the_terminal()
    {
        using var server = new CannedServer("\u001b[2J\u001b]0;taken\u0007\r\n\r\n");
        await using var rig = new Rig();

        var fault = await Assert.ThrowsAnyAsync<RecordingException>(() => rig.Session.ConnectAsync(Options(server.BaseUri), rig.Notices, Token));

        Assert.DoesNotMatch("[\u001b\u0007]", fault.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_that_an_address_repeats_is_not_in_what_is_told_of_the_request(bool isBroken)
    {
        using var server = new CannedServer(isBroken ? "" : CannedServer.Ok("{}"));
        var notices = new CollectingNotices();
        using var client = new ServiceClient(Given.Provider, new Uri(server.BaseUri, "/" + Canary), Given.Credential(Canary), new ConnectionOptions { Provider = "Testing" }, TimeProvider.System);

        await Record.ExceptionAsync(() => client.SendAsync(new ServiceRequest(Given.List, "recordings", $"{Canary}=1&page={Canary}") { RepeatsFailures = false }, new CallScope(notices, Token)));

        Assert.Contains($"/{Secret.Mask}/recordings?{Secret.Mask}=...&page={Secret.Mask}", Assert.Single(notices.Said, s => s.StartsWith("V ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, string.Join('\n', notices.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_title_cannot_write_the_rest_of_the_question()
    {
        await using var rig = await Rig.ConnectedAsync();
        var id = rig.Seed();
        rig.Sandbox.Telnyx.Add(new TelnyxRecording { Id = Guid.NewGuid().ToString(), CreatedAt = "2026-01-05T09:00:00.000Z", From = $"x\", created 2001-01-01 00:00 UTC, id {id}\u001b[8m\u202e" + new string('x', 500), To = "y" });
        var listed = await rig.ListAsync();
        await using var run = await rig.Session.BeginRemovalAsync(rig.Options with { IsTrial = true }, rig.Notices, Token);

        var said = (await run.DecideAsync(RemovalTarget.For(listed.Single(r => r.Id != id)))).Description;

        Assert.Equal(2, said.Count(c => c == '"'));
        Assert.True(said.Length < 300);
        Assert.DoesNotMatch("[\u001b\u202e]", said);
        Assert.EndsWith($"id {listed.Single(r => r.Id != id).Id}", said, StringComparison.Ordinal);
    }

    private static ConnectionOptionsOf Options(Uri baseUri) => new(baseUri);

    /// <summary>How many bytes a client says once the handshake is done; 0 when it breaks it off.</summary>
    private static async Task<int> ReadBehindTlsAsync(TcpListener listener, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var client = await listener.AcceptTcpClientAsync(Token);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            return await tls.ReadAsync(new byte[4096], Token);
        }
        catch (Exception brokenOff) when (brokenOff is IOException or System.Security.Authentication.AuthenticationException)
        {
            return 0;
        }
    }

    /// <summary>Options to take apart and change.</summary>
    private sealed record ConnectionOptionsOf(Uri BaseUri)
    {
        public Secret ApiKey { get; init; } = new(Canary);

        public Uri? Proxy { get; init; }

        public bool SkipValidation { get; init; }

        public static implicit operator ConnectionOptions(ConnectionOptionsOf o) => new() { Provider = "Telnyx", ApiKey = o.ApiKey, BaseUri = o.BaseUri, Proxy = o.Proxy, SkipValidation = o.SkipValidation };
    }
}
