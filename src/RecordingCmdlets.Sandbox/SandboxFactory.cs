namespace RecordingCmdlets.Sandbox;

/// <summary>Starts sandboxes for whoever knows only the abstractions.</summary>
public sealed class SandboxFactory : ISandboxFactory
{
    /// <inheritdoc/>
    public ISandbox Start(SandboxOptions options) => SandboxServer.Start(options, options is { Providers.Count: > 0 } ? options.Providers : null);
}
