using System.Globalization;
using System.Management.Automation;

namespace RecordingCmdlets.Binding;

/// <summary>
/// Reads an age: a TimeSpan object, or text such as 12h, 30d or 4w. A bare number is refused whatever type it has.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RetentionAgeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        // PowerShell reads an unquoted 30d as the decimal 30, but remembers what was typed: only that is taken, never the number.
        var text = value as string ?? (value is decimal && inputData is PSObject typed ? typed.ToString() : null);
        try
        {
            if (value is TimeSpan age) return RetentionAge.Check(age);
            if (text is not null) return RetentionAge.Parse(text);
        }
        catch (FormatException fault)
        {
            throw new ArgumentTransformationMetadataException(fault.Message);
        }

        throw new ArgumentTransformationMetadataException(
            $"{Convert.ToString(value, CultureInfo.InvariantCulture)} says no unit. Write 12h, 30d or 4w, or give a TimeSpan object.");
    }
}
