namespace RecordingCmdlets.Cmdlets;

/// <summary>The nouns of the module, each in one place.</summary>
internal static class Nouns
{
    public const string Provider = "RecordingProvider";
    public const string Recording = "Recording";
    public const string Bot = "RecordingBot";
    public const string BotMedia = "BotMedia";
    public const string RecycleBin = "RecordingRecycleBin";
    public const string Hold = "RecordingHold";
    public const string Audit = "RecordingAudit";
    public const string RetentionPolicy = "RecordingRetentionPolicy";
    public const string Sandbox = "RecordingSandbox";
    public const string SandboxRequest = "RecordingSandboxRequest";
}
