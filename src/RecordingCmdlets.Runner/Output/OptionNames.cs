using System.Text.RegularExpressions;

namespace RecordingCmdlets.Runner.Output;

/// <summary>
/// The engine's advice names parameters of cmdlets. Here they are called what they are called here: an option of the command,
/// or a key of the connections file. What is neither is left as it is.
/// </summary>
internal sealed partial class OptionNames(IEnumerable<string> options)
{
    /// <summary>Parameters whose option has another name.</summary>
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal) { ["HoldPath"] = "--holds", ["AuditPath"] = "--audit", ["ExpectedHead"] = "--head", ["WhatIf"] = "--dry-run" };

    private static readonly HashSet<string> FileKeys = new(StringComparer.Ordinal)
    {
        "AccountId", "AllowUnencrypted", "ApiKey", "AccessToken", "BaseUri", "BulkSize", "ClientId", "ClientSecret", "Proxy", "RefreshToken", "Region",
        "RequestsPerMinute", "Role", "SiteUrl",
    };

    private readonly HashSet<string> options = new(options, StringComparer.Ordinal);

    /// <summary>A text with the names that hold here.</summary>
    public string In(string text) => Parameter().Replace(text, found => NameOf(found.Groups[1].Value) ?? found.Value);

    private string? NameOf(string parameter)
    {
        var option = Renamed.GetValueOrDefault(parameter) ?? "-" + Word().Replace(parameter, word => "-" + word.Value.ToLowerInvariant());
        return options.Contains(option) ? option
            : FileKeys.Contains(parameter) ? char.ToLowerInvariant(parameter[0]) + parameter[1..]
            : null;
    }

    [GeneratedRegex(@"(?<![\w-])-([A-Z][A-Za-z]+)\b")]
    private static partial Regex Parameter();

    [GeneratedRegex("[A-Z][a-z]*")]
    private static partial Regex Word();
}
