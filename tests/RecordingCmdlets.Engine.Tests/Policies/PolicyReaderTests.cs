namespace RecordingCmdlets.Engine.Tests.Policies;

/// <summary>What a policy file says, and everything that is wrong with one.</summary>
public sealed class PolicyReaderTests : IDisposable
{
    private readonly PolicyDesk desk = new();

    public void Dispose() => desk.Dispose();

    [Fact]
    public void A_policy_is_read_whole()
    {
        var policy = desk.Read("""
            {
              "format": "recordingcmdlets-policy/1",
              "name": "Calls",
              "reason": "DSGVO Art. 17",
              "ticket": "CHG-1",
              "fuse": { "maximum": 50 },
              "rules": [
                { "name": "legal", "titles": "legal*", "action": "keep" },
                {
                  "name": "short", "providers": ["Telnyx"], "connections": ["eu"], "kinds": ["Recording"], "titles": ["+49*"],
                  "minimumDuration": "30s", "maximumDuration": "10m", "olderThan": "4w", "action": "delete", "reason": "too short to matter",
                  "backup": { "path": "saved", "include": ["Media", "Transcript"], "name": "{Id}" }, "fuse": { "maximumShare": 0.5 }
                },
                { "name": "sales", "providers": "Recall", "kinds": "BotMedia", "metadata": { "team": "sales*" }, "olderThan": "30d",
                  "keepIf": { "actionItems": true, "tags": ["keep", "legal=*"] }, "action": "delete" },
                { "name": "meetings", "providers": ["Webex"], "olderThan": "90d", "action": "recycle" }
              ]
            }
            """);

        Assert.Equal(("Calls", "DSGVO Art. 17", "CHG-1"), (policy.Name, policy.Reason, policy.Ticket));
        Assert.Equal(new RetentionFuse(50, 0.2), policy.Fuse);
        Assert.Equal(["legal", "short", "sales", "meetings"], policy.Rules.Select(r => r.Name));
        var shortOnes = policy.Rules[1];
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10), TimeSpan.FromDays(28)), (shortOnes.MinimumDuration, shortOnes.MaximumDuration, shortOnes.OlderThan));
        Assert.Equal(new ArchiveOptions { Path = Path.Combine(desk.Folder.Path, "saved"), Include = ArchiveParts.Media | ArchiveParts.Transcript, NameTemplate = "{Id}", Manifest = shortOnes.Backup!.Manifest }, shortOnes.Backup);
        Assert.Equal(new RetentionFuse(null, 0.5), shortOnes.Fuse);
        Assert.Equal(("Telnyx", "eu", "Recording", "+49*"), (shortOnes.Providers[0], shortOnes.Connections[0], shortOnes.Kinds[0], shortOnes.Titles[0]));
        Assert.True(policy.Rules[2].UnlessActionItem);
        Assert.Equal(["keep", "legal=*"], policy.Rules[2].UnlessTags);
        Assert.Equal("sales*", policy.Rules[2].Metadata["team"]);
        Assert.Equal([RetentionAction.Keep, RetentionAction.Delete, RetentionAction.Delete, RetentionAction.Recycle], policy.Rules.Select(r => r.Action));
        Assert.Equal(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(policy.Path))), policy.Hash, ignoreCase: true);
    }
}
