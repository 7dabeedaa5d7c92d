using System.CommandLine;
using System.CommandLine.Parsing;

namespace RecordingCmdlets.Runner.Configuration;

/// <summary>The forms that options share.</summary>
internal static class OptionSet
{
    /// <summary>How long something may take: 90s, 15m, 2h30m.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "duration",
        CustomParser = result => DurationText.TryParse(ValueOf(result), out var duration) && duration > TimeSpan.Zero
            ? duration
            : Refuse<TimeSpan?>(result, $"{name} takes a time with a unit: 90s, 15m, 2h30m."),
    };

    /// <summary>An age: 12h, 30d, 4w.</summary>
    public static Option<TimeSpan?> Age(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "age",
        CustomParser = result =>
        {
            try
            {
                return RetentionAge.Parse(ValueOf(result));
            }
            catch (FormatException fault)
            {
                return Refuse<TimeSpan?>(result, $"{name}: {fault.Message}");
            }
        },
    };

    /// <summary>A whole number from a least one.</summary>
    public static Option<int?> Number(string name, string description, int least) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result => int.TryParse(ValueOf(result), System.Globalization.NumberStyles.None, null, out var number) && number >= least
            ? number
            : Refuse<int?>(result, $"{name} takes a whole number from {least}."),
    };

    /// <summary>A text or path that is not empty.</summary>
    public static Option<string?> Text(string name, string description, string form, bool isRequired = false)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = form, Required = isRequired };
        // What an empty variable of a script makes of it.
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value))) result.AddError($"{name} is empty.");
        });
        return option;
    }

    private static string ValueOf(ArgumentResult result) => result.Tokens is [{ Value: var text }] ? text : "";

    private static T? Refuse<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
