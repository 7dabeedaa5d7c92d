BeforeAll { Import-Module "$PSScriptRoot/Support.psm1" }

Describe 'Several at once' {
    AfterEach { Clear-RecordingSession }

    It 'works in ForEach-Object -Parallel, each with a session of its own' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 7
        $support = "$PSScriptRoot/Support.psm1"
        $folder = "$TestDrive"
        $counts = @(1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
                Import-Module $using:support
                $before = @(Get-RecordingProvider | ForEach-Object Connections).Count
                $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount (20 + $_) -Seed $_
                $run = Get-RunParameter $using:folder
                $removed = @(Get-Recording | Remove-Recording @run -PassThru | Where-Object Outcome -EQ Deleted).Count
                "$before/$removed/$(@(Get-RemainingId).Count)"
                Stop-RecordingSandbox
            })
        @($counts | Sort-Object) | Should -Be @('0/21/0', '0/22/0', '0/23/0', '0/24/0')
        @(Get-RemainingId).Count | Should -Be 7
    }

    It 'shares one ledger folder between runs at once, with a whole ledger for each' {
        $support = "$PSScriptRoot/Support.psm1"
        $run = Get-RunParameter $TestDrive
        1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:support
            $run = $using:run
            $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 30 -Seed $_
            Get-Recording | Remove-Recording @run
            Stop-RecordingSandbox
        }
        $checks = @(Test-RecordingAudit $run.AuditPath)
        $checks.Count | Should -Be 4
        @($checks | Where-Object State -NE Sealed).Count | Should -Be 0
        @(Get-RecordingAudit $run.AuditPath -Outcome Deleted).Count | Should -Be 120
        @(Get-RecordingAudit $run.AuditPath -Outcome Deleted | Group-Object RunId).Count | Should -Be 4
    }

    It 'works in a job, and what a job gives can be removed here' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 12
        $with = @{ Uri = (Get-SandboxServer).GetBaseUri('Telnyx'); Key = Get-SandboxKey; Support = "$PSScriptRoot/Support.psm1" }
        $listed = @(Start-Job {
                $with = $using:with
                Import-Module $with.Support
                Connect-RecordingProvider Telnyx -BaseUri $with.Uri -ApiKey (ConvertTo-Secret $with.Key)
                Get-Recording
            } | Receive-Job -Wait -AutoRemoveJob)
        $listed.Count | Should -Be 12
        $listed[0].PSTypeNames[0] | Should -Be 'Deserialized.RecordingCmdlets.Recording'
        $run = Get-RunParameter $TestDrive
        $listed | Remove-Recording @run
        @(Get-RemainingId).Count | Should -Be 0
    }

    It 'works in a job under strict mode' {
        $folder = "$TestDrive"
        $with = @{ Folder = $folder; Support = "$PSScriptRoot/Support.psm1" }
        $outcomes = @(Start-Job {
                Set-StrictMode -Version Latest
                $with = $using:with
                Import-Module $with.Support
                $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 10
                $run = Get-RunParameter $with.Folder
                Get-Recording | Remove-Recording @run -PassThru | ForEach-Object { "$($_.Outcome)" }
            } | Receive-Job -Wait -AutoRemoveJob)
        @($outcomes | Group-Object | ForEach-Object { "$($_.Name)=$($_.Count)" }) | Should -Be @('Deleted=10')
    }
}
