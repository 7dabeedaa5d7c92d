BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    # A policy for everything older than some days, with a limit that does not stop a test.
    function Out-Policy([string] $Folder, [int] $Days = 30, [string] $Rule = '', [string] $Fuse = '"maximum": 100000, "maximumShare": 1') {
        $path = Join-Path $Folder "policy-$([guid]::NewGuid().ToString('N').Substring(0, 8)).json"
        Set-Content -LiteralPath $path -Encoding utf8NoBOM -Value @"
{ "format": "recordingcmdlets-policy/1", "name": "test", "reason": "Retention", "fuse": { $Fuse },
  "rules": [ { "name": "old", "olderThan": "${Days}d", "action": "delete"$Rule } ] }
"@
        $path
    }

    # The ids that a plan removes, from its table.
    function Get-PlannedId($Plan) { @(Import-Csv -LiteralPath $Plan.CsvPath | Where-Object Decision -EQ remove | ForEach-Object Id | Sort-Object) }
}

Describe 'New-RecordingRetentionPlan' {
    AfterEach { Clear-RecordingSession }

    It 'lists nothing and writes nothing with -WhatIf' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 10
        $before = @(Get-RecordingSandboxRequest).Count
        New-RecordingRetentionPlan -Policy (Out-Policy $TestDrive) -Path "$TestDrive/none" -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/none" | Should -Not -Exist
        @(Get-RecordingSandboxRequest).Count | Should -Be $before
    }

    It 'writes down every item with a decision, and removes nothing' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 80
        $plan = New-RecordingRetentionPlan -Policy (Out-Policy $TestDrive) -Path "$TestDrive/plans"
        $rows = @(Import-Csv -LiteralPath $plan.CsvPath)
        $rows.Count | Should -Be @(Get-Recording).Count
        $plan.Listed | Should -Be $rows.Count
        $plan.ToRemove | Should -Be @($rows | Where-Object Decision -EQ remove).Count
        $plan.ToRemove | Should -BeGreaterThan 5
        $plan.ToKeep | Should -BeGreaterThan 5
        $plan.Hash | Should -Match '^[0-9a-f]{64}$'
        (Test-RecordingAudit -Path $plan.Path -ExpectedHead $plan.Hash).State | Should -Be Sealed
        Get-DestroyingCount | Should -Be 0
        $plan | Format-List | Out-String | Should -Match 'To remove\s*: \d+ of \d+'
    }
}

Describe 'Invoke-RecordingRetention' {
    AfterEach { Clear-RecordingSession }

    It 'removes exactly what the approved plan says, at all services' {
        $null = Start-RecordingSandbox -RecordingCount 60
        $run = Get-RunParameter $TestDrive
        $plan = New-RecordingRetentionPlan -Policy (Out-Policy $TestDrive) -Path "$TestDrive/plans"
        $results, $summary = (Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash @run -PassThru).Where({ $_ -is [RecordingCmdlets.RemovalResult] }, 'Split')
        @($results | ForEach-Object Id | Sort-Object) | Should -Be (Get-PlannedId $plan)
        $summary[0].IsComplete | Should -BeTrue
        $summary[0].Planned | Should -Be $plan.ToRemove
        $summary[0].PlanHash | Should -Be $plan.Hash
        @(Get-Recording | ForEach-Object Id) | Where-Object { $_ -cin @($results | Where-Object Outcome -EQ Deleted).Id } | Should -BeNullOrEmpty
        Find-LedgerFault $run.AuditPath | Should -BeNullOrEmpty
        (Test-RecordingAudit -Path $summary[0].AuditPath -ExpectedHead $summary[0].AuditHead).State | Should -Be Sealed
        $summary[0] | Format-List | Out-String | Should -Match 'Complete\s*: True'
    }

    It 'plans and applies a policy in one go' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 80
        $run = Get-RunParameter $TestDrive
        $summary = Invoke-RecordingRetention -Policy (Out-Policy $TestDrive) -PlanPath "$TestDrive/own.jsonl" @run
        Get-DeletedId | Should -Be (Get-PlannedId $summary.Plan)
        $summary.Plan.Path | Should -Be (Join-Path $TestDrive 'own.jsonl')
        $summary.IsComplete | Should -BeTrue
    }

    It 'names with -WhatIf the set that the run then requests, with holds in force, and leaves nothing behind' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 200
        $run = Get-RunParameter $TestDrive
        $null = Get-Recording -OlderThan 30d | Select-Object -First 4 | Add-RecordingHold -Ticket T -HoldPath $run.HoldPath -AuditPath "$TestDrive/holds"
        $policy = Out-Policy $TestDrive
        $temporary = @(Get-ChildItem ([IO.Path]::GetTempPath()) -Filter recordingcmdlets-* | ForEach-Object Name)
        $trial = @(Invoke-RecordingRetention -Policy $policy @run -PassThru -WhatIf)
        $would = @($trial | Where-Object Outcome -EQ WouldRemove | ForEach-Object Id | Sort-Object)
        $would.Count | Should -BeGreaterThan 10
        @($trial | Where-Object Outcome -EQ Held).Count | Should -Be 4
        $trial[-1].WouldRemove | Should -Be $would.Count
        $trial[-1].IsComplete | Should -BeFalse
        Get-DestroyingCount | Should -Be 0
        Test-Path $run.AuditPath | Should -BeFalse
        Test-Path $trial[-1].Plan.Path | Should -BeFalse
        @(Get-ChildItem ([IO.Path]::GetTempPath()) -Filter recordingcmdlets-* | ForEach-Object Name | Where-Object { $_ -notin $temporary }) | Should -BeNullOrEmpty

        $null = Invoke-RecordingRetention -Policy $policy -PlanPath "$TestDrive/plans" @run
        Get-DeletedId | Should -Be $would
    }

    It 'refuses a plan that was changed, another hash, and a missing one where nobody is asked' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 60
        $run = Get-RunParameter $TestDrive
        $plan = New-RecordingRetentionPlan -Policy (Out-Policy $TestDrive) -Path "$TestDrive/plans"
        { Invoke-RecordingRetention -Plan $plan.Path @run } | Should -Throw -ErrorId 'PlanHashMissing,*'
        { Invoke-RecordingRetention -Plan $plan.Path -PlanHash ('0' * 64) @run } | Should -Throw -ErrorId 'PlanHashMismatch,*'
        { Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash -MaxPlanAge 0s @run } | Should -Throw -ErrorId 'PlanTooOld,*'
        { Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash -MaxDelete 1 @run } | Should -Throw -ErrorId 'RetentionLimitReached,*'
        (Get-Content -Raw $plan.CsvPath).Replace('keep,', 'remove,') | Set-Content -NoNewline $plan.CsvPath
        { Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash @run } | Should -Throw -ErrorId 'PlanCsvChanged,*'
        (Get-Content -Raw $plan.Path).Replace('"decision":"keep"', '"decision":"remove"') | Set-Content -NoNewline $plan.Path
        { Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash @run } | Should -Throw -ErrorId 'PlanChanged,*'
        Get-DestroyingCount | Should -Be 0
    }

    It 'insists on a named holds file where nobody is asked' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 60
        { Invoke-RecordingRetention -Policy (Out-Policy $TestDrive) -PlanPath "$TestDrive/plans" -AuditPath "$TestDrive/audit" -Confirm:$false } | Should -Throw -ErrorId 'HoldsMissing,*'
        Get-DestroyingCount | Should -Be 0
    }

    It 'begins nothing past the fuse of the policy' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 100
        $run = Get-RunParameter $TestDrive
        { Invoke-RecordingRetention -Policy (Out-Policy $TestDrive -Fuse '"maximum": 3') -PlanPath "$TestDrive/plans" @run } | Should -Throw -ErrorId 'RetentionFuseBlown,*'
        Get-DestroyingCount | Should -Be 0
        Test-Path $run.AuditPath | Should -BeFalse
    }

    It 'goes on with the same command after a time limit, and requests nothing twice' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 300
        $run = Get-RunParameter $TestDrive
        $plan = New-RecordingRetentionPlan -Policy (Out-Policy $TestDrive -Days 1) -Path "$TestDrive/plans"
        $first = Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash @run -TimeLimit 1ms
        $first.IsComplete | Should -BeFalse
        $first.NotSent | Should -BeGreaterThan 0
        $second = Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash @run
        $second.IsComplete | Should -BeTrue
        $deleted = Get-DeletedId
        @($deleted | Select-Object -Unique).Count | Should -Be $deleted.Count
        $deleted | Should -Be (Get-PlannedId $plan)
    }

    It 'takes the table of a plan as rows for Remove-Recording' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 60
        $run = Get-RunParameter $TestDrive
        $plan = New-RecordingRetentionPlan -Policy (Out-Policy $TestDrive) -Path "$TestDrive/plans"
        $results = Import-Csv $plan.CsvPath | Where-Object Decision -EQ remove | Remove-Recording @run -PassThru
        @($results | ForEach-Object Outcome | Select-Object -Unique) | Should -Be @('Deleted')
        Get-DeletedId | Should -Be (Get-PlannedId $plan)
        { Import-Csv $plan.CsvPath | Where-Object Decision -EQ keep | Select-Object -First 1 | Remove-Recording @run -ErrorAction Stop } | Should -Throw -ErrorId 'PlanLineKeeps,*'
    }
}

Describe 'The one question about a plan' {
    BeforeAll {
        function Get-RetentionScript([string] $Folder, [string] $More = '') {
            $policy = Out-Policy $Folder
            @"
`$null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 60 -Seed 9
`$run = Get-RunParameter '$Folder'
`$run.Remove('Confirm')
`$ended = `$null
try { `$all = @(Invoke-RecordingRetention -Policy '$policy' -PlanPath '$Folder/$([guid]::NewGuid())' @run $More) } catch { `$ended = `$_ }
"ENDED [`$(`$ended.FullyQualifiedErrorId)] SUMMARY [`$(`$all | ForEach-Object { "planned `$(`$_.Planned) succeeded `$(`$_.Succeeded) left `$(`$_.NotSent)" })]"
"DELETED [`$((Get-DeletedId).Count)] DESTROYING [`$(Get-DestroyingCount)] LEDGER [`$(Test-Path `$run.AuditPath)]"
"@
        }
    }

    It 'is asked once, and yes removes all of it' {
        $child = Invoke-ChildPwsh (Get-RetentionScript $TestDrive) -Option @() -StandardInput "Y`n"
        [regex]::Matches($child.Flat, 'Are you sure').Count | Should -Be 1
        $child.Flat | Should -Match 'Performing the operation "Delete permanently \d+" on target "\d+ of \d+ items of the plan [^"]*policy ''test'', made [^"]* UTC; Telnyx \d+; created [\d-]+ to [\d-]+'
        $child.Flat | Should -Match 'ENDED \[\] SUMMARY \[planned (\d+) succeeded \1 left 0\]'
        $child.Flat | Should -Match 'DELETED \[[1-9]\d*\]'
    }

    It 'is asked once, and no removes nothing and opens no ledger' {
        $child = Invoke-ChildPwsh (Get-RetentionScript $TestDrive) -Option @() -StandardInput "N`n"
        [regex]::Matches($child.Flat, 'Are you sure').Count | Should -Be 1
        $child.Flat | Should -Match 'ENDED \[\] SUMMARY \[planned (\d+) succeeded 0 left \1\]'
        $child.Flat | Should -Match 'DELETED \[0\] DESTROYING \[0\] LEDGER \[False\]'
    }

    It 'ends with ConfirmationRequired under -NonInteractive and removes nothing' {
        $child = Invoke-ChildPwsh (Get-RetentionScript $TestDrive) -Option '-NonInteractive'
        $child.Flat | Should -Match 'ENDED \[ConfirmationRequired,RecordingCmdlets\.Cmdlets\.InvokeRecordingRetentionCommand\]'
        $child.Flat | Should -Match 'DELETED \[0\] DESTROYING \[0\] LEDGER \[False\]'
    }

    It 'is not asked where the preference says none, in whatever letters, and then the holds must be named' {
        foreach ($none in "'none'", '0', "'None'", '[System.Management.Automation.ConfirmImpact]::None') {
            $child = Invoke-ChildPwsh ((Get-RetentionScript $TestDrive).Replace("`$run.Remove('Confirm')", "`$run.Remove('Confirm'); `$run.Remove('HoldPath'); `$ConfirmPreference = $none")) -Option '-NonInteractive'
            $child.Flat | Should -Match 'ENDED \[HoldsMissing,' -Because $none
            $child.Flat | Should -Match 'DELETED \[0\] DESTROYING \[0\] LEDGER \[False\]'
        }
    }

    It 'is not asked when the script says -Confirm:$false' {
        $child = Invoke-ChildPwsh (Get-RetentionScript $TestDrive -More '-Confirm:$false') -Option '-NonInteractive'
        $child.Flat | Should -Match 'ENDED \[\] SUMMARY \[planned (\d+) succeeded \1 left 0\]'
    }
}
