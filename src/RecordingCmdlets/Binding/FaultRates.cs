using System.Collections;
using System.Globalization;

namespace RecordingCmdlets.Binding;

/// <summary>Reads what goes wrong in a sandbox, and how often.</summary>
internal static class FaultRates
{
    // A little more than 1 may come of adding.
    private const double All = 1.000001;

    public static Dictionary<string, double> Read(Hashtable table)
    {
        var rates = table.Cast<DictionaryEntry>().ToDictionary(f => Name(f.Key), f => Share(f.Key, f.Value));
        return rates.Values.Sum() <= All ? rates : throw Invalid("The shares add up to more than 1.");
    }

    private static string Name(object key) =>
        SandboxFaults.All.FirstOrDefault(f => string.Equals(f, Text(key), StringComparison.OrdinalIgnoreCase))
        ?? throw new RecordingArgumentException("FaultUnknown", $"There is no fault named '{key}'.", $"Use: {string.Join(", ", SandboxFaults.All)}.");

    private static double Share(object key, object? value) =>
        double.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
            ? share
            : throw Invalid($"'{Text(value)}' is no share of the requests for {key}.");

    private static RecordingArgumentException Invalid(string message) =>
        new("FaultRateInvalid", message, "Give each fault a number from 0 to 1, such as @{ Throttle = 0.1 }; together 1 at the most.");

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
