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
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        // As typed: PowerShell reads an unquoted 1d as the decimal 1, and 30s as the short number 30.
        var text = (value as string ?? (value is decimal or short && inputData is PSObject typed ? typed.ToString() : null))?.Trim();
        if (value is TimeSpan span && span >= TimeSpan.Zero) return span;
        if (text is not null && DurationText.TryParse(text, out var read)) return read;
        throw new ArgumentTransformationMetadataException(
            $"'{Convert.ToString(value, CultureInfo.InvariantCulture)}' is no time with a unit. Write 500ms, 90s, 15m, 2h, 1d or 0:15:00, or give a TimeSpan object.");
    }
}
