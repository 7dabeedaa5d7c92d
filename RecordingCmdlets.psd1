@{
    RootModule           = 'module/bin/RecordingCmdlets.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f0c5c1e-7b0e-4f5e-9d52-2c6c1a3f8b41'
    Author               = 'RecordingCmdlets contributors'
    CompanyName          = 'RecordingCmdlets contributors'
    Copyright            = '(c) RecordingCmdlets contributors. MIT licence.'
    Description          = 'List, filter and irreversibly delete meeting and call recordings, with holds, limits, dry runs and a verifiable ledger.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    RequiredAssemblies   = @('module/bin/RecordingCmdlets.Abstractions.dll')
    FormatsToProcess     = @('module/RecordingCmdlets.Format.ps1xml')
    TypesToProcess       = @('module/RecordingCmdlets.Types.ps1xml')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    CmdletsToExport      = @(
        'Add-RecordingHold'
        'Clear-RecordingRecycleBin'
        'Connect-RecordingProvider'
        'Disconnect-RecordingProvider'
        'Export-RecordingReport'
        'Get-BotIntelligence'
        'Get-BotTranscript'
        'Get-Recording'
        'Get-RecordingAudit'
        'Get-RecordingBot'
        'Get-RecordingHold'
        'Get-RecordingProvider'
        'Get-RecordingSandboxRequest'
        'Invoke-RecordingRetention'
        'New-RecordingRetentionPlan'
        'Remove-BotMedia'
        'Remove-Recording'
        'Remove-RecordingHold'
        'Resolve-RecordingAudit'
        'Restore-Recording'
        'Save-BotMedia'
        'Save-Recording'
        'Start-RecordingSandbox'
        'Stop-RecordingSandbox'
        'Test-RecordingAudit'
        'Test-RecordingRetentionPolicy'
        'Wait-RecordingBot'
    )
    PrivateData          = @{
        PSData = @{
            # What people look for; the gallery's words for editions and systems at the end.
            Tags         = @(
                'Recording', 'Recordings', 'CallRecording', 'MeetingRecording', 'MeetingBot', 'Transcript', 'Retention', 'Purge', 'Cleanup'
                'Backup', 'Compliance', 'GDPR', 'LegalHold', 'Audit', 'Telnyx', 'Webex', 'Vonage', 'RecallAI', 'Attendee'
                'PSEdition_Core', 'Windows', 'Linux', 'macOS'
            )
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'CHANGELOG.md, which is part of the package, says what is new.'
        }
    }
}
