using System.Collections;
using System.Globalization;
using RecordingCmdlets.Session;

namespace RecordingCmdlets.Completion;

/// <summary>Services, the connected ones first.</summary>
public sealed class ProviderCompleter : SessionCompleter
{
    private protected override IEnumerable<Suggestion> Suggest(string command, IDictionary bound) => RunspaceSession.Current.Engine.GetProviders()
        .OrderByDescending(p => p.Connections.Count > 0)
        .Select(p => new Suggestion(p.Name, p.Connections.Count > 0 ? $"{p.DisplayName}, connected: {string.Join(", ", p.Connections)}" : p.DisplayName));
}

/// <summary>Open connections.</summary>
public sealed class ConnectionCompleter : SessionCompleter
{
    private protected override IEnumerable<Suggestion> Suggest(string command, IDictionary bound) =>
        Providers(bound).SelectMany(p => p.Connections).Select(c => new Suggestion(c.Name, $"{c.Provider}, {c.BaseUri}"));
}

/// <summary>Kinds of the services named.</summary>
public sealed class KindCompleter : SessionCompleter
{
    private protected override IEnumerable<Suggestion> Suggest(string command, IDictionary bound) => Providers(bound).SelectMany(p => p.Kinds).Select(k => new Suggestion(k));
}

/// <summary>Regions of the service named.</summary>
public sealed class RegionCompleter : SessionCompleter
{
    private protected override IEnumerable<Suggestion> Suggest(string command, IDictionary bound) => Providers(bound).SelectMany(p => p.Regions).Select(r => new Suggestion(r));
}

/// <summary>Roles of the service named.</summary>
public sealed class RoleCompleter : SessionCompleter
{
    private protected override IEnumerable<Suggestion> Suggest(string command, IDictionary bound) => Providers(bound).SelectMany(p => p.Roles).Select(r => new Suggestion(r));
}

/// <summary>States of bots at the services named, and the word for all that are finished.</summary>
public sealed class BotStateCompleter : SessionCompleter
{
    private protected override IEnumerable<Suggestion> Suggest(string command, IDictionary bound) =>
        Providers(bound).SelectMany(p => p.BotStates).Prepend(BotWaitOptions.Finished).Select(s => new Suggestion(s));
}

/// <summary>States of what is listed: those that were seen, those of bots where bots are listed, and the one of a recycle bin.</summary>
public sealed class StatusCompleter : SessionCompleter
{
    private const string Recycled = "deleted";

    private protected override IEnumerable<Suggestion> Suggest(string command, IDictionary bound)
    {
        var forBots = ItemIdCompleter.IsAboutBots(command);
        var seen = Recent(bound).Where(item => item.IsBot == forBots).Select(item => item.Status).OfType<string>();
        var known = Providers(bound).SelectMany(p => (IEnumerable<string>)
        [
            .. forBots || p.Kinds.All(k => k == RecordingKinds.BotMedia) ? p.BotStates : [],
            .. !forBots && p.HasRecycleBin ? [Recycled] : (string[])[],
        ]);
        return seen.Concat(known).Select(s => new Suggestion(s));
    }
}

/// <summary>Ids of what was shown in this session, the last one first, with their titles.</summary>
public sealed class ItemIdCompleter : SessionCompleter
{
    /// <summary>Whether a command takes bots and nothing else.</summary>
    internal static bool IsAboutBots(string command) =>
        command.Contains("Bot", StringComparison.OrdinalIgnoreCase) && !IsAboutAll(command);

    private protected override IEnumerable<Suggestion> Suggest(string command, IDictionary bound) => Recent(bound)
        .Where(item => IsAboutAll(command) || (IsAboutBots(command) ? item.Kind == RecordingKinds.BotMedia : !item.IsBot))
        .Select(item => new Suggestion(item.Id, $"{item.Provider}, {item.Kind}: {item.Title ?? item.Status ?? "no title"}"));

    // What was said is kept for recordings and for bots; holds and ledgers know both.
    private static bool IsAboutAll(string command) => ((string[])["Transcript", "Hold", "Audit"]).Any(word => command.Contains(word, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Hashtables of one key, which stand in a line as they are.</summary>
public abstract class HashtableCompleter : SessionCompleter
{
    private protected static Suggestion Entry(string key, string value, string? tip = null) => new($"@{{{key}={value}}}", tip);

    private protected override string Quote(string text) => text;
}

/// <summary>Filters of the services named.</summary>
public sealed class FilterCompleter : HashtableCompleter
{
    private protected override IEnumerable<Suggestion> Suggest(string command, IDictionary bound) =>
        Providers(bound).SelectMany(p => p.FilterKeys.Select(key => Entry(key, "''", p.Name)));
}

/// <summary>Roles of the sandbox's services.</summary>
public sealed class SandboxRoleCompleter : HashtableCompleter
{
    private protected override IEnumerable<Suggestion> Suggest(string command, IDictionary bound) =>
        Providers(bound).SelectMany(p => p.Roles.Select(role => Entry(p.Name, $"'{role}'")));
}

/// <summary>Faults that a sandbox can play, one request in ten.</summary>
public sealed class FaultCompleter : HashtableCompleter
{
    private const double Share = 0.1;

    private protected override IEnumerable<Suggestion> Suggest(string command, IDictionary bound) =>
        SandboxFaults.All.Select(fault => Entry(fault, Share.ToString(CultureInfo.InvariantCulture)));
}
