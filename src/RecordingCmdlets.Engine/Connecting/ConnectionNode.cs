using System.Text;
using RecordingCmdlets.Engine.Policy;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Connecting;

/// <summary>The text of a connections file, and refusals that say where in it.</summary>
internal sealed class ConnectionsSource(string path)
{
    private const int MostBytes = 1 << 20;

    /// <summary>The folder that relative paths in the file are read from.</summary>
    public string Folder { get; } = Path.GetDirectoryName(path)!;

    public PolicyNode Parse()
    {
        try
        {
            return JsonPolicyReader.Read(SmallFile.ReadText(path, MostBytes, out _) ?? throw Unreadable("it is larger than a megabyte"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(fault.Message);
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable("it is not written in UTF-8");
        }
        catch (PolicySyntaxException fault)
        {
            throw Refuse(fault.At, "", fault.Message);
        }
    }

    public RecordingArgumentException Refuse(PolicyPlace at, string location, string why) => new(
        "ConnectionsInvalid",
        FormattableString.Invariant($"{path}({at.Line},{at.Column}): {(location.Length > 0 ? $"{location}: " : "")}{why}."),
        "Correct the file. Nothing was connected.");

    private RecordingArgumentException Unreadable(string why) =>
        new("ConnectionsInvalid", $"The connections file {path} cannot be read: {why}.", "Give the path of a JSON file in UTF-8 that this user may read.");
}

/// <summary>An object of a connections file, read by its keys. What is not known is refused when it is met.</summary>
internal sealed class ConnectionNode
{
    private readonly ConnectionsSource source;
    private readonly PolicyNode node;
    private readonly string location;
    private readonly Dictionary<string, PolicyMember> members = new(StringComparer.Ordinal);

    public ConnectionNode(ConnectionsSource source, PolicyNode node, string location, IReadOnlyList<string> known)
    {
        this.source = source;
        this.node = node;
        this.location = location;
        if (node is not PolicyObject value) throw source.Refuse(node.At, location, "this must be an object");
        foreach (var member in value.Members)
        {
            // A key that is not known may be a secret that slipped: it is not repeated.
            if (!known.Contains(member.Name)) throw source.Refuse(member.At, location, $"there is no such key: use {string.Join(", ", known)}");
            if (!members.TryAdd(member.Name, member)) throw source.Refuse(member.At, $"{location}.{member.Name}", "this stands twice");
        }
    }

    public RecordingArgumentException Refuse(string key, string why) =>
        members.TryGetValue(key, out var member) ? source.Refuse(member.Value.At, $"{location}.{key}", why) : source.Refuse(node.At, location, why);

    public string? Text(string key) => Value(key) switch
    {
        null => null,
        PolicyText { Value: var text } when !string.IsNullOrWhiteSpace(text) => text,
        _ => throw Refuse(key, "this must be a text that is not empty"),
    };

    public int? Count(string key) => Value(key) switch
    {
        null => null,
        PolicyNumber { Value: >= 1 and <= int.MaxValue and var number } when double.IsInteger(number) => (int)number,
        _ => throw Refuse(key, "this must be a whole number from 1"),
    };

    public bool Flag(string key) => Value(key) switch
    {
        null => false,
        PolicyFlag flag => flag.Value,
        _ => throw Refuse(key, "this must be true or false"),
    };

    public Uri? Address(string key) => Text(key) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) ? address
        : throw Refuse(key, "this must be a whole address, such as https://host/path");

    public ConnectionNode? Child(string key, IReadOnlyList<string> known) => Value(key) is { } value ? new ConnectionNode(source, value, $"{location}.{key}", known) : null;

    /// <summary>Where a part of a credential is: in a variable or a file, or here if it is no secret.</summary>
    public SecretSource? Secret(string key, bool mayBePlain)
    {
        var pointer = $"{location}.{key}";
        if (Value(key) is not { } value) return null;
        if (value is PolicyText && mayBePlain) return new SecretSource(pointer, Text(key), null, null);
        if (value is not PolicyObject) throw Refuse(key, "a secret in clear text does not belong here: write {\"env\": \"NAME\"} or {\"file\": \"PATH\"}");
        var where = new ConnectionNode(source, value, pointer, ["env", "file"]);
        var (variable, file) = (where.Text("env"), where.Text("file"));
        if (variable is null == file is null) throw Refuse(key, "name either a variable or a file: {\"env\": \"NAME\"} or {\"file\": \"PATH\"}");
        return new SecretSource(pointer, null, variable, file is null ? null : Path.GetFullPath(file, source.Folder));
    }

    private PolicyNode? Value(string key) => members.GetValueOrDefault(key)?.Value;
}
