using System.Management.Automation;

namespace RecordingCmdlets.Pipeline;

/// <summary>Asks a question that must be answered by a person or by -Confirm:$false, and by nothing else.</summary>
internal static class Asking
{
    /// <param name="shouldProcess">The call to ShouldProcess.</param>
    /// <param name="what">What is asked about, to name it when nobody can be asked.</param>
    /// <exception cref="RemovalRefusedException">The host has nobody to ask.</exception>
    public static bool Ask(Func<bool> shouldProcess, string what)
    {
        try
        {
            return shouldProcess();
        }
        catch (Exception fault) when (fault is not PipelineStoppedException and not FlowControlException)
        {
            // An answer must never be made up for something that cannot be undone. At the end of redirected input the
            // console host fails with an error of its own, which says nothing to the reader.
            var why = fault is InvalidOperationException or NotImplementedException or System.Management.Automation.Host.HostException ? fault.Message : "its input has ended.";
            throw new RemovalRefusedException(
                "ConfirmationRequired",
                $"{what} needs a confirmation, and this session cannot ask for one: {why}",
                "Nothing was sent. Look at the same command with -WhatIf, then give it -Confirm:$false.");
        }
    }
}
