namespace RecordingCmdlets.Engine.Tests.Support;

/// <summary>The system's clock, put forward when told to.</summary>
internal sealed class LeapTime : TimeProvider
{
    private TimeSpan ahead;

    public void Leap(TimeSpan by) => ahead += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
