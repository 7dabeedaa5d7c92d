using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RecordingCmdlets.Session;

namespace RecordingCmdlets.Completion;

/// <summary>Completes from what the session knows; never by a request, and silent when anything fails.</summary>
public abstract class SessionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        return Suggest(fakeBoundParameters)
            .Where(s => s.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(s => new CompletionResult(s.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '@') && !s.StartsWith('@') ? s : Quote(s), s, CompletionResultType.ParameterValue, s));
    }

    private protected static IEnumerable<ProviderInfo> Providers(IDictionary bound) =>
        RunspaceSession.Current.Engine.GetProviders()
            .Where(p => bound["Provider"] is not { } wanted || LanguagePrimitives.ConvertTo<string[]>(wanted).Contains(p.Name, StringComparer.OrdinalIgnoreCase));

    private protected abstract IEnumerable<string> Suggest(IDictionary bound);

    private protected virtual string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

/// <summary>Services, the connected ones first.</summary>
public sealed class ProviderCompleter : SessionCompleter
{
    private protected override IEnumerable<string> Suggest(IDictionary bound) =>
        RunspaceSession.Current.Engine.GetProviders().OrderByDescending(p => p.Connections.Count > 0).Select(p => p.Name);
}

/// <summary>Open connections.</summary>
public sealed class ConnectionCompleter : SessionCompleter
{
    private protected override IEnumerable<string> Suggest(IDictionary bound) => Providers(bound).SelectMany(p => p.Connections).Select(c => c.Name);
}

/// <summary>Kinds of the services named.</summary>
public sealed class KindCompleter : SessionCompleter
{
    private protected override IEnumerable<string> Suggest(IDictionary bound) => Providers(bound).SelectMany(p => p.Kinds);
}

/// <summary>Regions of the service named.</summary>
public sealed class RegionCompleter : SessionCompleter
{
    private protected override IEnumerable<string> Suggest(IDictionary bound) => Providers(bound).SelectMany(p => p.Regions);
}

/// <summary>Roles of the service named.</summary>
public sealed class RoleCompleter : SessionCompleter
{
    private protected override IEnumerable<string> Suggest(IDictionary bound) => Providers(bound).SelectMany(p => p.Roles);
}

/// <summary>States of bots at the services named, and the word for all that are finished.</summary>
public sealed class BotStateCompleter : SessionCompleter
{
    private protected override IEnumerable<string> Suggest(IDictionary bound) => Providers(bound).SelectMany(p => p.BotStates).Prepend(BotWaitOptions.Finished);
}

/// <summary>Filters of the services named, as a hashtable with one key.</summary>
public sealed class FilterCompleter : SessionCompleter
{
    private protected override IEnumerable<string> Suggest(IDictionary bound) => Providers(bound).SelectMany(p => p.FilterKeys).Select(key => $"@{{{key}=''}}");

    private protected override string Quote(string text) => text;
}
