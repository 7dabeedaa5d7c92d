using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Threading;

namespace RecordingTests
{
    /// <summary>A host that leaves every question open until it is told to answer yes, as a person does who has gone for coffee.</summary>
    public sealed class WaitingHost : PSHost
    {
        private readonly WaitingUI ui = new WaitingUI();

        public ManualResetEventSlim Asked { get { return ui.Asked; } }

        public ManualResetEventSlim Answer { get { return ui.Answer; } }

        public override CultureInfo CurrentCulture { get { return CultureInfo.InvariantCulture; } }

        public override CultureInfo CurrentUICulture { get { return CultureInfo.InvariantCulture; } }

        public override Guid InstanceId { get; } = Guid.NewGuid();

        public override string Name { get { return "WaitingHost"; } }

        public override PSHostUserInterface UI { get { return ui; } }

        public override Version Version { get { return new Version(1, 0); } }

        public override void EnterNestedPrompt() { throw new NotSupportedException(); }

        public override void ExitNestedPrompt() { throw new NotSupportedException(); }

        public override void NotifyBeginApplication() { }

        public override void NotifyEndApplication() { }

        public override void SetShouldExit(int exitCode) { }

        private sealed class WaitingUI : PSHostUserInterface
        {
            public ManualResetEventSlim Asked { get; } = new ManualResetEventSlim();

            public ManualResetEventSlim Answer { get; } = new ManualResetEventSlim();

            public override PSHostRawUserInterface RawUI { get { return null; } }

            public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
            {
                Asked.Set();
                Answer.Wait(TimeSpan.FromSeconds(30));
                return 0;
            }

            public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) { throw new NotSupportedException(); }

            public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) { throw new NotSupportedException(); }

            public override PSCredential PromptForCredential(
                string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
            {
                throw new NotSupportedException();
            }

            public override string ReadLine() { throw new NotSupportedException(); }

            public override SecureString ReadLineAsSecureString() { throw new NotSupportedException(); }

            public override void Write(string value) { }

            public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) { }

            public override void WriteDebugLine(string message) { }

            public override void WriteErrorLine(string value) { }

            public override void WriteLine(string value) { }

            public override void WriteProgress(long sourceId, ProgressRecord record) { }

            public override void WriteVerboseLine(string message) { }

            public override void WriteWarningLine(string message) { }
        }
    }
}
