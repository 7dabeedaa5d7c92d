namespace RecordingCmdlets.Cmdlets;

/// <summary>The nouns of the module, each in one place.</summary>
internal static class Nouns
{
    public const string Provider = "RecordingProvider";
    public const string Recording = "Recording";
    public const string Bot = "RecordingBot";
    public const string BotMedia = "BotMedia";
    public const string BotTranscript = "BotTranscript";
    public const string BotIntelligence = "BotIntelligence";
    public const string RecycleBin = "RecordingRecycleBin";
    public const string Hold = "RecordingHold";
    public const string Audit = "RecordingAudit";
    public const string RetentionPlan = "RecordingRetentionPlan";
    public const string Retention = "RecordingRetention";
    public const string RetentionPolicy = "RecordingRetentionPolicy";
    public const string Report = "RecordingReport";
    public const string Sandbox = "RecordingSandbox";
    public const string SandboxRequest = "RecordingSandboxRequest";
}
