namespace RecordingCmdlets.Conventions.Tests.Runbooks;

/// <summary>Hears nothing.</summary>
internal sealed class NoNotices : INotices
{
    public void Warn(string message)
    {
    }

    public void Verbose(string message)
    {
    }

    public void Debug(string message)
    {
    }
}
