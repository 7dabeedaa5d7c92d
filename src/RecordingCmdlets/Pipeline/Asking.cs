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
            // An answer must never be made up for something that cannot be undone.
            throw new RemovalRefusedException(
                "ConfirmationRequired",
                $"{what} needs a confirmation, and this session cannot ask for one: {fault.Message}",
                "Nothing was sent. Look at the same command with -WhatIf, then give it -Confirm:$false.");
        }
    }
}
