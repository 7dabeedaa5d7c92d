using System.Globalization;
using System.Management.Automation;

namespace RecordingCmdlets.Binding;

/// <summary>
/// Reads how long something may take: a TimeSpan object, or text such as 500ms, 90s, 15m, 2h, 1d or 0:15:00. A bare number is
/// refused, since .NET would read 60 as 60 ticks.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        // As typed: PowerShell reads an unquoted 1d as the decimal 1, and 30s as the short number 30.
        var text = (value as string ?? (value is decimal or short && inputData is PSObject typed ? typed.ToString() : null))?.Trim();
        if (value is TimeSpan span && span >= TimeSpan.Zero) return span;
        if (text is not null && text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var clock) && clock >= TimeSpan.Zero) return clock;
        foreach (var (unit, milliseconds) in Units)
        {
            if (text?.EndsWith(unit, StringComparison.OrdinalIgnoreCase) == true
                && int.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return TimeSpan.FromMilliseconds(count * milliseconds);
        }

        throw new ArgumentTransformationMetadataException(
            $"'{Convert.ToString(value, CultureInfo.InvariantCulture)}' is no time with a unit. Write 500ms, 90s, 15m, 2h, 1d or 0:15:00, or give a TimeSpan object.");
    }
}
