# Each error that the module can name is provoked here, and what a person and a script get of it is looked at.
BeforeDiscovery {
    # What cannot be provoked through cmdlets without more ado, and where it is instead.
    $elsewhere = @{
        ConnectionsInvalid    = 'the runner: ConnectionsFileTests'
        SecretFileInvalid     = 'the runner: SecretVariablesTests'
        SecretVariableMissing = 'the runner: ConnectionsFileTests'
        VariableAmbiguous     = 'the runner: SecretVariablesTests'
        VariableEmpty         = 'the runner: OptionNamesTests'
        VariableUnknown       = 'the runner: ConfigurationTests'
        LockUnavailable       = 'the runner: RunLockTests'
        BackupMissing         = 'where saving gives no reason of its own: no way leads there'
        ArchiveDiskFull       = 'a full disk: DownloadTests'
        ArchiveFileBusy       = 'two runs at once: DownloadTests'
        ArchiveItemFailed     = 'a fault that was not foreseen: ArchiveRunTests'
        ExportUnusable        = 'a warning and no error: ExportTests'
        TranscriptNotReady    = 'Waiting.Tests.ps1'
        InternalRuleBroken    = 'a fault of the code: no way leads there'
    }
    $page = Join-Path $PSScriptRoot '..' '..' 'docs' 'errors.md'
    $explained = @([regex]::Matches((Get-Content -Raw $page), '(?m)^\| `(\w+)` \|') | ForEach-Object { $_.Groups[1].Value })
    $provoked = @([regex]::Matches((Get-Content -Raw $PSCommandPath), "(?m)^\s*@\{ Id = '(\w+)'") | ForEach-Object { $_.Groups[1].Value } | Select-Object -Unique)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"
    $names = 'TELNYX_API_KEY', 'RECALL_API_KEY', 'RECALL_REGION', 'ATTENDEE_API_KEY', 'ATTENDEE_BASE_URL', 'WEBEX_ACCESS_TOKEN', 'WEBEX_REFRESH_TOKEN', 'VBC_PASSWORD'
    $kept = @{}
    foreach ($name in $names) { $kept[$name] = [Environment]::GetEnvironmentVariable($name); [Environment]::SetEnvironmentVariable($name, $null) }
    $secret = ConvertTo-Secret 'KEYmadeup0123456789'

    <# A sandbox of one service in which the requests that a text is part of get one answer. Nothing is tried twice: what is asked for is a longer wait than allowed. #>
    function Use-Refusing([string] $Provider, [string] $PathPart, [int] $Status, [string] $Body = '{}', [hashtable] $Header = @{ 'Retry-After' = '3600' }) {
        $null = Start-RecordingSandbox -Provider $Provider -RecordingCount 6
        Connect-Sandbox -Name Impatient -Provider $Provider -With @{ MaxThrottleWait = '0:0:1' }
        Set-SandboxAnswer $PathPart $Status $Body $Header
    }

    function Use-Telnyx { $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 6 }

    function Get-Row([string] $Id = 'x', [hashtable] $With = @{}) { [pscustomobject](@{ Provider = 'Telnyx'; Id = $Id } + $With) }

    <# A policy for everything, and a plan by it. #>
    function Get-TestPlan([string] $Fuse = '"maximum": 1000, "maximumShare": 1') {
        Use-Telnyx
        Set-Content -LiteralPath "$own/policy.json" "{ ""format"": ""recordingcmdlets-policy/1"", ""name"": ""t"", ""reason"": ""r"", ""fuse"": { $Fuse }, ""rules"": [ { ""name"": ""old"", ""olderThan"": ""1h"", ""action"": ""delete"" } ] }"
        New-RecordingRetentionPlan -Policy "$own/policy.json" -Path "$own/plan.jsonl"
    }
}

AfterAll { foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, $kept[$name]) } }

Describe 'The page of errors' {
    It 'has no id that is neither provoked here nor known to be elsewhere' -ForEach @(@{ Explained = $explained; Provoked = $provoked; Elsewhere = @($elsewhere.Keys) }) {
        $Explained.Count | Should -BeGreaterThan 80
        @($Explained | Where-Object { $_ -cnotin $Provoked + $Elsewhere }) | Should -BeNullOrEmpty
        @($Provoked | Where-Object { $_ -cin $Elsewhere }) | Should -BeNullOrEmpty
        @($Elsewhere | Where-Object { $_ -cnotin $Explained }) | Should -BeNullOrEmpty
    }
}

Describe 'An error' {
    BeforeEach {
        $run = Get-RunParameter $TestDrive
        $own = Split-Path $run.AuditPath
    }
    AfterEach { Clear-RecordingSession }

    It 'called <Id> says what is wrong, of what, and what to do: <Says>' -ForEach @(
        @{ Id = 'CredentialMissing'; Category = 'AuthenticationError'; Target = 'Telnyx'; Says = 'TELNYX_API_KEY'; Do = { Connect-RecordingProvider Telnyx } }
        @{ Id = 'CredentialMissing'; Category = 'AuthenticationError'; Target = 'Vonage'; Says = 'VBC_USERNAME with VBC_PASSWORD and VBC_CLIENT_ID and VBC_CLIENT_SECRET in'; Do = { Connect-RecordingProvider Vonage } }
        @{ Id = 'ProxyInvalid'; Category = 'InvalidArgument'; Target = 'Telnyx'; Says = 'http://host:port'; Do = { Connect-RecordingProvider Telnyx -ApiKey $secret -Proxy proxy.example.test } }
        @{ Id = 'CredentialInvalid'; Category = 'InvalidArgument'; Target = 'Telnyx'; Says = 'Copy it again'; Do = { Connect-RecordingProvider Telnyx -ApiKey (ConvertTo-Secret "KEY$([char]0x2013)1") } }
        @{ Id = 'AuthenticationFailed'; Category = 'AuthenticationError'; Target = 'Telnyx'; Says = 'Telnyx portal'; Do = { Use-Telnyx; Connect-RecordingProvider Telnyx -Name Wrong -ApiKey $secret -BaseUri (Get-SandboxServer).GetBaseUri('Telnyx') } }
        @{ Id = 'PermissionMissing'; Category = 'PermissionDenied'; Says = 'Telnyx portal'; Do = { Use-Refusing Telnyx recordings 403; Get-Recording } }
        @{ Id = 'NotConnected'; Category = 'AuthenticationError'; Says = 'Connect-RecordingProvider'; Do = { Get-Recording } }
        @{ Id = 'ProviderUnknown'; Category = 'InvalidArgument'; Says = 'Telnyx'; Do = { Get-Recording -Provider Nobody } }
        @{ Id = 'ProviderAmbiguous'; Category = 'InvalidArgument'; Target = 'x'; Says = '-Provider'; Do = { $null = Start-RecordingSandbox -Provider Telnyx, Webex -RecordingCount 1; Get-Recording -Id x } }
        @{ Id = 'RegionUnknown'; Category = 'InvalidArgument'; Target = 'Recall'; Says = 'RECALL_REGION.*eu-central-1'; Do = { Connect-RecordingProvider Recall -ApiKey $secret } }
        @{ Id = 'RegionUnknown'; Category = 'InvalidArgument'; Target = 'Telnyx'; Says = 'Leave -Region away'; Do = { Connect-RecordingProvider Telnyx -ApiKey $secret -Region mars } }
        @{ Id = 'BaseUriInvalid'; Category = 'InvalidArgument'; Target = 'Telnyx'; Says = 'https://host/path'; Do = { Connect-RecordingProvider Telnyx -ApiKey $secret -BaseUri ftp://example.test } }
        @{ Id = 'BaseUriUnencrypted'; Category = 'InvalidArgument'; Target = 'Attendee'; Says = 'of your own.*-AllowUnencrypted'; Do = { Connect-RecordingProvider Attendee -ApiKey $secret -BaseUri http://bots.example.test } }
        @{ Id = 'RoleUnknown'; Category = 'InvalidArgument'; Target = 'Webex'; Says = 'ComplianceOfficer'; Do = { Connect-RecordingProvider Webex -AccessToken $secret -Role Boss } }
        @{ Id = 'AccountIdInvalid'; Category = 'InvalidArgument'; Target = 'Vonage'; Says = '-AccountId'; Do = { Connect-RecordingProvider Vonage -AccessToken $secret -AccountId a/b } }
        @{ Id = 'UserNameInvalid'; Category = 'InvalidArgument'; Target = 'Vonage'; Says = '@vbc.prod'; Do = { Connect-RecordingProvider Vonage -Credential ([pscredential]::new('ana', $secret)) -ClientId c } }
        @{ Id = 'ConnectionUnknown'; Category = 'InvalidArgument'; Says = 'Use one of: Telnyx'; Do = { Use-Telnyx; Get-Recording -Connection Nope } }
        @{ Id = 'ConnectionMismatch'; Category = 'InvalidArgument'; Target = 'Telnyx/x'; Says = 'belong together'; Do = { $null = Start-RecordingSandbox -Provider Telnyx, Webex -RecordingCount 1; Get-Row x @{ Connection = 'Telnyx' } | ForEach-Object { $_.Provider = 'Webex'; $_ } | Remove-Recording @run } }
        @{ Id = 'ConnectionAmbiguous'; Category = 'InvalidArgument'; Target = 'Telnyx/x'; Says = '-Connection'; Do = { Use-Telnyx; Connect-Sandbox -Name Second; Get-Row | Remove-Recording @run } }

        @{ Id = 'RecordingNotFound'; Category = 'ObjectNotFound'; Target = 'unknown'; Says = 'Check the id'; Do = { Use-Telnyx; Get-Recording -Id unknown } }
        @{ Id = 'RecordingNotFound'; Category = 'ObjectNotFound'; Says = '-BaseUri'; Do = { Use-Refusing Telnyx recordings 404 nothing; Get-Recording } }
        @{ Id = 'RecordingUnavailable'; Category = 'ResourceUnavailable'; Target = 'a'; Says = 'Try again later'; Do = { Use-Refusing Telnyx recordings 423; Get-Recording -Id a -Connection Impatient } }
        @{ Id = 'ProviderThrottled'; Category = 'LimitsExceeded'; Target = 'a'; Says = '-MaxThrottleWait'; Do = { Use-Refusing Telnyx recordings 429; Get-Recording -Id a -Connection Impatient } }
        @{ Id = 'ProviderTimeout'; Category = 'OperationTimeout'; Target = 'a'; Says = 'Try again'; Do = { Use-Refusing Telnyx recordings 504; Get-Recording -Id a -Connection Impatient } }
        @{ Id = 'ProviderUnreachable'; Category = 'ConnectionError'; Target = 'Telnyx'; Says = '-Proxy'; Do = { Connect-RecordingProvider Telnyx -ApiKey $secret -BaseUri https://127.0.0.1:9 } }
        @{ Id = 'ProviderFailed'; Category = 'ConnectionError'; Target = 'a'; Says = 'support'; Do = { Use-Refusing Telnyx recordings 500; Get-Recording -Id a -Connection Impatient } }
        @{ Id = 'ProviderRefused'; Category = 'InvalidOperation'; Target = 'a'; Says = 'Check the values'; Do = { Use-Refusing Telnyx recordings 400; Get-Recording -Id a -Connection Impatient } }
        @{ Id = 'ProviderResponseInvalid'; Category = 'InvalidData'; Says = '-BaseUri and the proxy'; Do = { Use-Refusing Telnyx recordings 200 '<html>Log in</html>'; Get-Recording } }
        @{ Id = 'FilterKeyUnknown'; Category = 'InvalidArgument'; Says = 'connection_id'; Do = { Use-Telnyx; Get-Recording -Filter @{ nope = 1 } } }
        @{ Id = 'WildcardInvalid'; Category = 'InvalidArgument'; Says = 'backtick'; Do = { Use-Telnyx; Get-Recording -Title 'a[b' } }

        @{ Id = 'RecordingInputUnsupported'; Category = 'InvalidArgument'; Target = 'text'; Says = 'Get-Recording'; Do = { Use-Telnyx; 'text' | Remove-Recording @run } }
        @{ Id = 'PlanLineKeeps'; Category = 'InvalidArgument'; Target = '@{'; Says = 'remove'; Do = { Use-Telnyx; Get-Row x @{ Decision = 'keep' } | Remove-Recording @run } }
        @{ Id = 'RecordingIdInvalid'; Category = 'InvalidArgument'; Target = 'Telnyx/a/b'; Says = 'Get-Recording'; Do = { Use-Telnyx; Get-Row a/b | Remove-Recording @run } }
        @{ Id = 'RecordingKindMismatch'; Category = 'InvalidArgument'; Target = 'Telnyx/Meeting/x'; Says = 'It has: Recording'; Do = { Use-Telnyx; Get-Row x @{ Kind = 'Meeting' } | Remove-Recording @run } }
        @{ Id = 'RecycleBinUnsupported'; Category = 'InvalidArgument'; Target = 'Telnyx/'; Says = 'Get-RecordingProvider|-ToRecycleBin'; Do = { Use-Telnyx; Get-Recording -First 1 | Remove-Recording @run -ToRecycleBin } }
        @{ Id = 'RecordingNotRecycled'; Category = 'InvalidArgument'; Target = 'Webex/'; Says = '-Status deleted'; Do = { $null = Start-RecordingSandbox -Provider Webex -RecordingCount 6; Get-Recording -Status available -First 1 -WarningAction Ignore | Restore-Recording -Confirm:$false } }
        @{ Id = 'ReasonMissing'; Category = 'InvalidArgument'; Target = 'Webex/'; Says = '-Reason'; Do = { $null = Start-RecordingSandbox -Provider Webex -RecordingCount 6 -Role @{ Webex = 'ComplianceOfficer' }; Get-Recording -First 1 -WarningAction Ignore | Remove-Recording @run } }
        @{ Id = 'CommentUnsupported'; Category = 'InvalidArgument'; Target = 'Telnyx/'; Says = '-Comment'; Do = { Use-Telnyx; Get-Recording -First 1 | Remove-Recording @run -Comment why } }
        @{ Id = 'ActionItemsUnsupported'; Category = 'InvalidArgument'; Target = 'Attendee/'; Says = '-UnlessActionItem'; Do = { $null = Start-RecordingSandbox -Provider Attendee -RecordingCount 6; Get-RecordingBot -Status ended -First 1 | Remove-BotMedia @run -UnlessActionItem } }
        @{ Id = 'ConfirmationRequired'; Category = 'OperationStopped'; Says = '-Confirm:\$false'; Do = {
                $other = Open-SandboxRunspace @{ RecordingCount = 3 }
                $run.Remove('Confirm')
                try { throw (Invoke-InRunspace $other { param($run) try { Get-Recording | Remove-Recording @run } catch { $_ } } $run) } finally { Close-SandboxRunspace $other }
            }
        }
        @{ Id = 'DeletionLimitReached'; Category = 'LimitsExceeded'; Target = 'Telnyx/'; Says = '-MaxDelete'; Do = { Use-Telnyx; Get-Recording -First 2 | Remove-Recording @run -MaxDelete 1 } }
        @{ Id = 'RemovalUnknown'; Category = 'OperationTimeout'; Target = 'Attendee/BotMedia/bot_'; Says = 'Resolve-RecordingAudit'; Do = {
                $null = Start-RecordingSandbox -Provider Attendee -RecordingCount 6
                $one = Get-RecordingBot -Status ended -First 1
                # Nothing there knows of anything: the removal is refused in words that are not the service's, and so is the look after it.
                Set-SandboxAnswer bots 404 nothing
                $one | Remove-BotMedia @run
            }
        }

        @{ Id = 'PlanUnreadable'; Category = 'InvalidData'; Says = 'path'; Do = { Invoke-RecordingRetention -Plan "$own/none.jsonl" -PlanHash ('0' * 64) @run } }
        @{ Id = 'PlanUnwritable'; Category = 'InvalidData'; Says = 'folder'; Do = { $null = Get-TestPlan; New-RecordingRetentionPlan -Policy "$own/policy.json" -Path "$own/policy.json/plan.jsonl" } }
        @{ Id = 'PlanChanged'; Category = 'InvalidData'; Says = 'new plan'; Do = { $plan = Get-TestPlan; Add-Content $plan.Path '{}'; Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash @run } }
        @{ Id = 'PlanCsvChanged'; Category = 'InvalidData'; Says = 'new plan'; Do = { $plan = Get-TestPlan; Add-Content $plan.CsvPath 'x'; Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash @run } }
        @{ Id = 'PlanHashMismatch'; Category = 'InvalidData'; Says = 'approved'; Do = { $plan = Get-TestPlan; Invoke-RecordingRetention -Plan $plan.Path -PlanHash ('0' * 64) @run } }
        @{ Id = 'PlanHashMissing'; Category = 'InvalidData'; Says = '-PlanHash'; Do = { $plan = Get-TestPlan; Invoke-RecordingRetention -Plan $plan.Path @run } }
        @{ Id = 'PlanTooOld'; Category = 'InvalidData'; Says = '-MaxPlanAge|new plan'; Do = { $plan = Get-TestPlan; Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash -MaxPlanAge 0s @run } }
        @{ Id = 'PlanConnectionMismatch'; Category = 'InvalidData'; Says = 'Connect|connect'; Do = { $plan = Get-TestPlan; Stop-RecordingSandbox; Use-Telnyx; Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash @run } }
        @{ Id = 'RetentionFuseBlown'; Category = 'LimitsExceeded'; Says = 'policy'; Do = { $plan = Get-TestPlan '"maximum": 1, "maximumShare": 1'; Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash @run } }
        @{ Id = 'RetentionLimitReached'; Category = 'LimitsExceeded'; Says = '-MaxDelete'; Do = { $plan = Get-TestPlan; Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash -MaxDelete 1 @run } }

        @{ Id = 'BotStateUnknown'; Category = 'InvalidArgument'; Says = 'finished'; Do = { $null = Start-RecordingSandbox -Provider Recall -RecordingCount 6; Get-RecordingBot -First 1 | Wait-RecordingBot -For nowhere } }
        @{ Id = 'BotFailed'; Category = 'InvalidResult'; Target = 'Attendee/BotMedia/bot_'; Says = '-For'; Do = { $null = Start-RecordingSandbox -Provider Attendee -RecordingCount 60; Get-RecordingBot -Status fatal_error -First 1 | Wait-RecordingBot } }
        @{ Id = 'BotStateUnreachable'; Category = 'InvalidResult'; Target = 'Recall/BotMedia/'; Says = 'waited for'; Do = { $null = Start-RecordingSandbox -Provider Recall -RecordingCount 60; Get-RecordingBot -Status done -First 1 | Wait-RecordingBot -For joining_call } }
        @{ Id = 'BotWaitTimeout'; Category = 'OperationTimeout'; Target = 'Recall/BotMedia/'; Says = '-Timeout'; Do = { $null = Start-RecordingSandbox -Provider Recall -RecordingCount 60; Get-RecordingBot -Status done -First 1 | Wait-RecordingBot -For media_expired -Timeout 0s } }
        @{ Id = 'TranscriptUnsupported'; Category = 'InvalidArgument'; Target = 'Vonage/'; Says = 'Leave this service out'; Do = { $null = Start-RecordingSandbox -Provider Vonage -RecordingCount 6; Get-Recording -First 1 | Get-BotTranscript } }
        @{ Id = 'TranscriptMissing'; Category = 'ObjectNotFound'; Target = 'Webex/|Telnyx/'; Says = 'removed|transcribed'; Do = { Use-Telnyx; Set-SandboxAnswer recording_transcriptions 200 '{"data":[],"meta":{}}'; Get-Recording -First 1 | Get-BotTranscript } }
        @{ Id = 'TranscriptUntimed'; Category = 'InvalidOperation'; Target = 'Telnyx/'; Says = '-AsText'; Do = { $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 30; Get-Recording | Get-BotTranscript -AsVtt } }
        @{ Id = 'TranscriptFormatAmbiguous'; Category = 'InvalidArgument'; Says = '-AsSrt'; Do = { Use-Telnyx; Get-Recording -First 1 | Get-BotTranscript -AsText -AsVtt } }
        @{ Id = 'BotIntelligenceUnsupported'; Category = 'InvalidArgument'; Target = 'Attendee/'; Says = 'Leave this service out'; Do = { $null = Start-RecordingSandbox -Provider Attendee -RecordingCount 6; Get-RecordingBot -First 1 | Get-BotIntelligence } }

        @{ Id = 'MediaUnavailable'; Category = 'ObjectNotFound'; Target = 'Telnyx/'; Says = 'do not remove'; Do = { Use-Telnyx; Set-SandboxAnswer /media/ 404; Get-Recording -Status completed -First 1 | Save-Recording "$own/saved" } }
        @{ Id = 'MediaIncomplete'; Category = 'InvalidData'; Target = 'Telnyx/'; Says = 'again'; Do = { Use-Telnyx; Set-SandboxAnswer /media/ 200 '' @{ 'Content-Type' = 'audio/mpeg' }; Get-Recording -Status completed -First 1 | Save-Recording "$own/saved" } }
        @{ Id = 'MediaInvalid'; Category = 'InvalidData'; Target = 'Telnyx/'; Says = 'proxy'; Do = { Use-Telnyx; Set-SandboxAnswer /media/ 200 '<html>' @{ 'Content-Type' = 'text/html' }; Get-Recording -Status completed -First 1 | Save-Recording "$own/saved" } }
        @{ Id = 'ArchivePartUnsupported'; Category = 'ObjectNotFound'; Target = 'Vonage/'; Says = '-Include'; Do = { $null = Start-RecordingSandbox -Provider Vonage -RecordingCount 6; Get-Recording -First 1 | Save-Recording "$own/saved" -Include Transcript } }
        @{ Id = 'ArchiveWriteFailed'; Category = 'WriteError'; Says = 'folder'; Do = { Use-Telnyx; Get-Recording -First 1 | Save-Recording "$($run.HoldPath)/saved" } }
        @{ Id = 'ArchiveNameTaken'; Category = 'WriteError'; Target = 'Telnyx/'; Says = 'another folder or template'; Do = {
                Use-Telnyx
                # What was saved is spoilt each time, until there is no name left that the item could have.
                foreach ($time in 1..4) {
                    Get-Recording -Status completed -First 1 | Save-Recording "$own/saved"
                    Get-ChildItem "$own/saved" -Recurse -File | Where-Object Extension -In .mp3, .wav | Set-Content -Value 'spoilt'
                }
            }
        }
        @{ Id = 'NameTemplateInvalid'; Category = 'InvalidArgument'; Says = 'Id'; Do = { Use-Telnyx; Get-Recording -First 1 | Save-Recording "$own/saved" -NameTemplate '{Title}' } }

        @{ Id = 'HoldsMissing'; Category = 'ReadError'; Says = '-HoldPath'; Do = { Use-Telnyx; Remove-Item $run.HoldPath; Get-Recording -First 1 | Remove-Recording @run } }
        @{ Id = 'HoldsUnreadable'; Category = 'ReadError'; Says = 'backup'; Do = { Use-Telnyx; Set-Content $run.HoldPath '{'; Get-Recording -First 1 | Remove-Recording @run } }
        @{ Id = 'HoldsUnwritable'; Category = 'ReadError'; Says = 'permissions'; Do = { Add-RecordingHold -All -Ticket T -HoldPath "$($run.HoldPath)/holds.json" -AuditPath "$own/audit" } }
        @{ Id = 'HoldUnknown'; Category = 'InvalidArgument'; Target = 'nope'; Says = 'Get-RecordingHold'; Do = { Remove-RecordingHold nope -HoldPath $run.HoldPath -AuditPath "$own/audit" -Confirm:$false } }
        @{ Id = 'HoldEmpty'; Category = 'InvalidArgument'; Says = '-All'; Do = { Add-RecordingHold -Ticket T -HoldPath $run.HoldPath -AuditPath "$own/audit" } }
        @{ Id = 'HoldTextInvalid'; Category = 'InvalidArgument'; Says = 'Cut'; Do = { Add-RecordingHold -Title "a$([char]0xd83d)" -Ticket T -HoldPath $run.HoldPath -AuditPath "$own/audit" } }
        @{ Id = 'HoldSpanEmpty'; Category = 'InvalidArgument'; Says = '-Before'; Do = { Add-RecordingHold -After 2026-02-01 -Before 2026-01-01 -Ticket T -HoldPath $run.HoldPath -AuditPath "$own/audit" } }
        @{ Id = 'HoldWithoutProvider'; Category = 'InvalidArgument'; Says = '-Provider'; Do = { Add-RecordingHold -Id x -Ticket T -HoldPath $run.HoldPath -AuditPath "$own/audit" } }

        @{ Id = 'AuditUnavailable'; Category = 'ReadError'; Says = '-AuditPath'; Do = { Use-Telnyx; $run.AuditPath = "$($run.HoldPath)/audit"; Get-Recording -First 1 | Remove-Recording @run } }
        @{ Id = 'AuditUnreadable'; Category = 'ReadError'; Says = '-Path'; Do = { Get-RecordingAudit "$own/none.jsonl" } }
        @{ Id = 'AuditPathNotOneFile'; Category = 'InvalidArgument'; Says = '-Path'; Do = { $null = New-Item -ItemType Directory $run.AuditPath; Test-RecordingAudit $run.AuditPath -ExpectedHead ('0' * 64) } }
        @{ Id = 'PolicyUnreadable'; Category = 'ReadError'; Says = 'path'; Do = { New-RecordingRetentionPlan -Policy "$own/none.json" -Path "$own/plan.jsonl" } }
        @{ Id = 'PolicyInvalid'; Category = 'InvalidData'; Says = 'Test-RecordingRetentionPolicy'; Do = { Set-Content "$own/bad.json" '{ "format": "recordingcmdlets-policy/1" }'; New-RecordingRetentionPlan -Policy "$own/bad.json" -Path "$own/plan.jsonl" } }
        @{ Id = 'ReportSourceMissing'; Category = 'InvalidArgument'; Says = 'Pipe in what Get-Recording lists'; Do = { Export-RecordingReport "$own/r.html" } }
        @{ Id = 'ReportInputUnsupported'; Category = 'InvalidArgument'; Target = '@{Provider=Telnyx|@{Id=x'; Says = 'Get-RecordingBot'; Do = { Get-Row | Export-RecordingReport "$own/r.html" } }
        @{ Id = 'ReportPathUnsupported'; Category = 'InvalidArgument'; Says = '\.html'; Do = { @() | Export-RecordingReport "$own/r.csv" } }
        @{ Id = 'ReportExists'; Category = 'ResourceExists'; Says = '-NoClobber'; Do = { Set-Content "$own/r.html" x; @() | Export-RecordingReport "$own/r.html" -NoClobber } }
        @{ Id = 'ReportUnwritable'; Category = 'WriteError'; Says = 'a folder that is there'; Do = { @() | Export-RecordingReport "$own/none/r.html" } }
        @{ Id = 'PathUnsupported'; Category = 'InvalidArgument'; Says = 'file system'; Do = { Get-RecordingAudit Env:x } }
        @{ Id = 'SandboxBesideConnection'; Category = 'InvalidArgument'; Says = 'another session'; Do = { Connect-RecordingProvider Telnyx -ApiKey $secret -SkipValidation; Start-RecordingSandbox -Provider Telnyx } }
        @{ Id = 'FaultUnknown'; Category = 'InvalidArgument'; Says = 'Throttle'; Do = { Start-RecordingSandbox -Provider Telnyx -FaultRate @{ Fire = 1 } } }
        @{ Id = 'FaultRateInvalid'; Category = 'InvalidArgument'; Says = 'from 0 to 1'; Do = { Start-RecordingSandbox -Provider Telnyx -FaultRate @{ Throttle = 2 } } }
    ) {
        $seen = Invoke-Recorded $Do
        $all = @($seen.Errors | Where-Object { $_ }) + @($seen.Ended | Where-Object { $_ })
        $all.Count | Should -BeGreaterThan 0
        $all[0].FullyQualifiedErrorId | Should -Match "^$Id,RecordingCmdlets\.Cmdlets\." -Because "$($all[0])"
        $all[0].Exception.ErrorId | Should -BeExactly $Id
        "$($all[0].CategoryInfo.Category)" | Should -BeExactly $Category
        if ($Target) { "$($all[0].TargetObject)" | Should -Match "^$Target" }
        "$($all[0])".Length | Should -BeGreaterThan 15
        $all[0].ErrorDetails.RecommendedAction | Should -Match $Says
        "$($all[0]) $($all[0].ErrorDetails.RecommendedAction)" | Should -Not -Match 'KEYmadeup'
    }
}

Describe 'Whoever sets up <Provider>' -ForEach @(
    @{ Provider = 'Recall'; Path = 'recording'; Key = 'this region.*-Region'; None = 'RECALL_REGION' }
    @{ Provider = 'Attendee'; Path = 'bots'; Key = 'one project.*-BaseUri'; None = '-ApiKey; or set ATTENDEE_API_KEY' }
    @{ Provider = 'Vonage'; Path = 'recording'; Key = '@vbc.prod.*Single sign-on'; None = '-Credential with -ClientId, or .*VBC_USERNAME' }
    @{ Provider = 'Telnyx'; Path = 'recordings'; Key = 'API v2 key.*portal'; None = '-ApiKey; or set TELNYX_API_KEY' }
    @{ Provider = 'Webex'; Path = 'recordings'; Key = 'run out or is wrong.*-RefreshToken'; None = '-AccessToken; or set WEBEX_REFRESH_TOKEN with WEBEX_CLIENT_ID and WEBEX_CLIENT_SECRET, or WEBEX_ACCESS_TOKEN' }
) {
    BeforeAll { $null = Start-RecordingSandbox -Provider $Provider -RecordingCount 6 }
    AfterAll { Clear-RecordingSession }
    AfterEach { (Get-SandboxServer).OnRequest = $null }

    It 'is told which key is meant, by the service and by the region where there are several' {
        $with = @{ ($Provider -in 'Webex', 'Vonage' ? 'AccessToken' : 'ApiKey') = $secret }
        $ended = (Invoke-Recorded { Connect-RecordingProvider $Provider -Name Wrong -BaseUri (Get-SandboxServer).GetBaseUri($Provider) @with }).Ended
        $ended.Exception.ErrorId | Should -Be 'AuthenticationFailed'
        "$ended" | Should -Match ' answered 401: \w'
        $ended.ErrorDetails.RecommendedAction | Should -Match $Key
        if ($Provider -eq 'Recall') { $ended.ErrorDetails.RecommendedAction | Should -Match '^This connection is to 127\.0\.0\.1:\d+\. ' }
    }

    It 'is told what makes a credential' {
        $ended = (Invoke-Recorded { Connect-RecordingProvider $Provider -Name None }).Ended
        $ended.ErrorDetails.RecommendedAction | Should -Match $None
    }

    It 'is told of http, and of the switch for a server of one''s own' {
        $with = @{ ($Provider -in 'Webex', 'Vonage' ? 'AccessToken' : 'ApiKey') = $secret }
        $ended = (Invoke-Recorded { Connect-RecordingProvider $Provider -Name Plain -BaseUri http://meetings.example.test @with }).Ended
        $ended.Exception.ErrorId | Should -Be 'BaseUriUnencrypted'
        "$ended $($ended.ErrorDetails.RecommendedAction)" | Should -Match 'meetings\.example\.test.*https.*-AllowUnencrypted'
    }

    It 'is not told to check an id where a list is not known' {
        Set-SandboxAnswer $Path 404 nothing
        $ended = (Invoke-Recorded { Get-Recording -Provider $Provider }).Ended
        $ended.ErrorDetails.RecommendedAction | Should -Match '-BaseUri'
        $ended.ErrorDetails.RecommendedAction | Should -Not -Match 'heck the id'
    }
}

Describe 'Whoever lacks a right' {
    AfterEach { Clear-RecordingSession }

    It 'at Webex as <Role> is told the scope <Scope>' -ForEach @(
        @{ Role = 'User'; Scope = 'meeting:recordings' }
        @{ Role = 'Admin'; Scope = 'meeting:admin_recordings' }
        @{ Role = 'ComplianceOfficer'; Scope = 'spark-compliance:meetings' }
    ) {
        $null = Start-RecordingSandbox -Provider Webex -RecordingCount 6 -Role @{ Webex = $Role }
        $one = Get-Recording -WarningAction Ignore | Where-Object Status -EQ available | Select-Object -First 1
        $run = Get-RunParameter $TestDrive
        Set-SandboxAnswer recordings 403 '{}'
        $listing = (Invoke-Recorded { Get-Recording }).Ended
        $removal = (Invoke-Recorded { $one | Remove-Recording @run -Reason r }).Errors[0]
        "$($listing.Exception.ErrorId) $($listing.ErrorDetails.RecommendedAction)" | Should -Match "^PermissionMissing The call needs the scope ${Scope}_read\."
        "$($removal.Exception.ErrorId) $($removal.ErrorDetails.RecommendedAction)" | Should -Match "^PermissionMissing The call needs the scope ${Scope}_write\."
    }

    It 'at Vonage for want of a subscription is told where to subscribe' {
        $null = Start-RecordingSandbox -Provider Vonage -RecordingCount 6
        Set-SandboxAnswer recording 403 '{"fault":{"code":900908,"message":"Resource forbidden","description":"API Subscription validation failed"}}'
        $ended = (Invoke-Recorded { Get-Recording }).Ended
        "$ended" | Should -Match '900908'
        $ended.ErrorDetails.RecommendedAction | Should -Match 'not subscribed to the Call Recording API.*apimanager\.uc\.vonage\.com'
    }
}

Describe 'Whoever has the id of another kind' {
    AfterEach { Clear-RecordingSession }

    It 'at Recall.ai is told which command it is for' {
        $null = Start-RecordingSandbox -Provider Recall -RecordingCount 6
        $run = Get-RunParameter $TestDrive
        $bot, $recording = (Get-RecordingBot -First 1), (Get-Recording -First 1)
        foreach ($seen in (Invoke-Recorded { Remove-Recording -Provider Recall -Id $bot.Id @run }), (Invoke-Recorded { Remove-BotMedia -Provider Recall -Id $recording.Id @run }), (Invoke-Recorded { Get-Recording -Provider Recall -Kind Recording -Id $bot.Id })) {
            $fault = @($seen.Errors) + @($seen.Ended) | Where-Object { $_ } | Select-Object -First 1
            "$($fault.Exception.ErrorId) $($fault.ErrorDetails.RecommendedAction)" | Should -Match '^RecordingNotFound .*bot is for Get-RecordingBot and Remove-BotMedia.*recording for Get-Recording and Remove-Recording'
        }
        foreach ($seen in (Invoke-Recorded { $bot | Remove-Recording @run }), (Invoke-Recorded { $recording | Remove-BotMedia @run })) {
            "$($seen.Errors[0].Exception.ErrorId) $($seen.Errors[0].ErrorDetails.RecommendedAction)" | Should -Match '^RecordingKindMismatch .*Remove-'
        }
        Get-DestroyingCount | Should -Be 0
    }

    It 'at Vonage is told of company and on-demand recordings' {
        $null = Start-RecordingSandbox -Provider Vonage -RecordingCount 12
        $run = Get-RunParameter $TestDrive
        $calls = @(Get-Recording)
        foreach ($pair in @('Company', 'OnDemand'), @('OnDemand', 'Company')) {
            $id = @($calls | Where-Object Kind -EQ $pair[0])[0].Id
            $fault = (Invoke-Recorded { Remove-Recording -Provider Vonage -Kind $pair[1] -Id $id @run }).Errors[0]
            "$($fault.Exception.ErrorId) $($fault.ErrorDetails.RecommendedAction)" | Should -Match '^RecordingNotFound .*on-demand recording is not known as a company one.*-Owner'
        }
        @(Get-Recording).Count | Should -Be $calls.Count
    }
}
