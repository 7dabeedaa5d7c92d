namespace RecordingCmdlets.Engine.Policy;

/// <summary>Reads a PowerShell data file.</summary>
internal static class DataFileReader
{
    public static PolicyNode Read(string text) => throw new PolicySyntaxException(PolicyPlace.Start, text.Length == 0 ? "The file is empty." : "Data files cannot be read yet: write the policy in JSON.");
}
