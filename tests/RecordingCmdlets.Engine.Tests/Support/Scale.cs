namespace RecordingCmdlets.Engine.Tests.Support;

/// <summary>
/// How much of a long test to run: a short form on every run, the whole of it where <c>RECORDINGCMDLETS_NIGHTLY=1</c>
/// is set.
/// </summary>
internal static class Scale
{
    public static bool IsNightly { get; } = Environment.GetEnvironmentVariable("RECORDINGCMDLETS_NIGHTLY") == "1";

    public static int Of(int always, int nightly) => IsNightly ? nightly : always;
}
