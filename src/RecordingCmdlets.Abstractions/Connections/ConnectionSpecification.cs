namespace RecordingCmdlets;

/// <summary>A connection as a file describes it: everything but its secrets, and where these are.</summary>
public sealed class ConnectionSpecification
{
    private readonly Func<ConnectionOptions> open;

    internal ConnectionSpecification(string name, string provider, Func<ConnectionOptions> open)
    {
        Name = name;
        Provider = provider;
        this.open = open;
    }

    /// <summary>The name of the connection.</summary>
    public string Name { get; }

    /// <summary>The service.</summary>
    public string Provider { get; }

    /// <summary>Reads its secrets, and nobody else's.</summary>
    /// <returns>What it takes to connect.</returns>
    /// <exception cref="RecordingArgumentException">A variable or file that it names has no secret.</exception>
    public ConnectionOptions ReadSecrets() => open();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
