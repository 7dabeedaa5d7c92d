using RecordingCmdlets.Runner.Output;

namespace RecordingCmdlets.Runner.Commands;

/// <summary>How every command ends.</summary>
internal static class Ending
{
    /// <summary>Does the work of a command, and says why it failed if it did.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> OfAsync(RunLog log, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (RecordingException fault)
        {
            log.Fail(fault);
            return ExitCode.Of(fault);
        }
        catch (OperationCanceledException fault)
        {
            log.Fail("Stopped", "Stopped before it was done.");
            return ExitCode.Of(fault);
        }
        catch (Exception fault)
        {
            // A fault of our own, or of the machine. Where it happened helps whoever reads the report.
            log.Fail("Unexpected", $"{fault.GetType().Name}: {fault.Message}");
            log.Verbose(fault.StackTrace ?? "");
            return ExitCode.Of(fault);
        }
    }
}
