using System.Net.Http.Headers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>Gives the Authorization header of a connection, and a fresh one when a service refuses the old.</summary>
internal abstract class Credential(string scheme, string source, string fingerprint)
{
    /// <summary>Where it came from, by the name of a parameter or variable.</summary>
    public string Source { get; } = source;

    public string Fingerprint { get; } = fingerprint;

    protected string Scheme { get; } = scheme;

    public abstract Task<AuthenticationHeaderValue> GetHeaderAsync(CancellationToken cancellation);

    /// <summary>Gets a fresh token; false when this credential cannot be renewed.</summary>
    /// <param name="refused">The header that the service refused: whoever comes second finds the token renewed already.</param>
    /// <param name="cancellation">Gives up.</param>
    public virtual Task<bool> RenewAsync(AuthenticationHeaderValue refused, CancellationToken cancellation) => Task.FromResult(false);

    /// <summary>Removes the secrets of this credential from a text that a service wrote.</summary>
    public abstract string Redact(string text);
}

/// <summary>A key that stays as it is until it is revoked.</summary>
internal sealed class FixedCredential(string scheme, string source, Secret secret) : Credential(scheme, source, secret.GetFingerprint())
{
    public override Task<AuthenticationHeaderValue> GetHeaderAsync(CancellationToken cancellation) =>
        Task.FromResult(new AuthenticationHeaderValue(Scheme, secret.Reveal()));

    public override string Redact(string text) => secret.RedactFrom(text);
}
