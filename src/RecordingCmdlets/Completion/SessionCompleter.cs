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
        // What is thrown here, PowerShell takes for "nothing to offer".
        var word = wordToComplete.Trim('\'', '"');
        return
        [
            .. Suggest(commandName, fakeBoundParameters)
                .Where(s => s.Text.Length > 0 && s.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && PlainText.Of(s.Text) == s.Text)
                .DistinctBy(s => s.Text, StringComparer.OrdinalIgnoreCase)
                .Select(s => new CompletionResult(Quote(s.Text), s.Text, CompletionResultType.ParameterValue, PlainText.Of(s.Tip ?? s.Text))),
        ];
    }

    /// <summary>The services that the line names; all of them when it names none.</summary>
    private protected static IEnumerable<ProviderInfo> Providers(IDictionary bound) =>
        RunspaceSession.Current.Engine.GetProviders().Where(p => IsMeant(bound, "Provider", p.Name));

    /// <summary>What was shown in this runspace of the services, connections and kinds that the line names.</summary>
    private protected static IEnumerable<RecentItem> Recent(IDictionary bound) => RunspaceSession.Current.Recent.All.Where(item =>
        IsMeant(bound, "Provider", item.Provider) && IsMeant(bound, "Connection", item.Connection) && IsMeant(bound, "Kind", item.Kind));

    private protected abstract IEnumerable<Suggestion> Suggest(string command, IDictionary bound);

    // What a service may say is written into a line that somebody will run: bare only where nothing in it can mean anything.
    private protected virtual string Quote(string text) =>
        char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? text : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    private static bool IsMeant(IDictionary bound, string parameter, string? value) =>
        bound[parameter] is not { } wanted || LanguagePrimitives.ConvertTo<string[]>(wanted).Contains(value, StringComparer.OrdinalIgnoreCase);

    /// <summary>What may stand in the line, and what is told of it.</summary>
    private protected readonly record struct Suggestion(string Text, string? Tip = null);
}
