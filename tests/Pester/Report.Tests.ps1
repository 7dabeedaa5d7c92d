# Export-RecordingReport: from what, to where, and what it leaves alone. How a browser shows it is tested elsewhere.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    <# The number that the page shows for a name of its summary. #>
    function Get-Figure([string] $Path, [string] $Name) {
        if ((Get-Content -LiteralPath $Path -Raw) -match "id=`"figure-$Name`">([^<]*)<") { $Matches[1] }
    }

    <# What a command that must fail says. #>
    function Get-ReportFault([scriptblock] $Script) { (Invoke-Recorded $Script).Ended.FullyQualifiedErrorId -replace ',.*' }

    $policy = Join-Path $TestDrive 'policy.json'
    Set-Content $policy '{ "format": "recordingcmdlets-policy/1", "rules": [ { "name": "old", "olderThan": "1092h", "action": "delete" } ], "fuse": { "maximum": 1000, "maximumShare": 1 } }'
}

Describe 'Export-RecordingReport' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        $null = New-Item -ItemType Directory $folder
        $report = Join-Path $folder 'report.html'
        $run = Get-RunParameter $folder
        $holds = @{ HoldPath = $run.HoldPath }
        $null = Start-RecordingSandbox -RecordingCount 20
    }

    AfterEach { Clear-RecordingSession }

    It 'puts listing, plan, ledgers and holds together, and asks nothing of a service' {
        $null = Add-RecordingHold -HoldPath $run.HoldPath -AuditPath $run.AuditPath -Ticket LEGAL-7 -Provider Telnyx -All -Confirm:$false
        $items = @(Get-Recording 3>$null)
        $items[0..2] | Where-Object Provider -NE Telnyx | Remove-Recording @run
        $removed = @(Get-RecordingAudit -Path $run.AuditPath | Where-Object Outcome -EQ Deleted).Count
        $items = @(Get-Recording 3>$null)
        $plan = New-RecordingRetentionPlan -Policy $policy -Path $folder 3>$null
        $before = @(Get-RecordingSandboxRequest).Count

        $files = @($items | Export-RecordingReport $report -PlanPath $plan.Path -AuditPath $run.AuditPath @holds -OlderThan 1092h -PassThru)

        @(Get-RecordingSandboxRequest).Count | Should -Be $before
        $files | Should -HaveCount 1
        $files[0] | Should -BeOfType IO.FileInfo
        $files[0].FullName | Should -Be $report
        Get-Figure $report items | Should -Be $items.Count
        Get-Figure $report past-limit | Should -Be @($items | Where-Object { $_.CreatedAt -and $_.CreatedAt -lt [datetimeoffset]::UtcNow.AddHours(-1092) }).Count
        Get-Figure $report to-remove | Should -Be $plan.ToRemove
        Get-Figure $report plan-listed | Should -Be $plan.ToRemove
        Get-Figure $report held | Should -Be @($items | Where-Object Provider -EQ Telnyx).Count
        Get-Figure $report intact | Should -Be @(Get-ChildItem $run.AuditPath -Filter *.jsonl).Count
        $page = Get-Content $report -Raw
        $page | Should -Match "<th scope=`"row`">Deleted</th><td class=`"n`">$removed</td>"
        $page | Should -Match 'LEGAL-7'
        $page | Should -Not -Match 'https?://'
        Find-Secret $page (Get-SandboxKey) | Should -BeNullOrEmpty
    }

    It 'takes bots' {
        $bots = @(Get-RecordingBot)
        $bots | Export-RecordingReport $report @holds
        Get-Figure $report items | Should -Be $bots.Count
    }

    It 'needs no listing where there is a plan, and no plan where there are ledgers' {
        $plan = New-RecordingRetentionPlan -Policy $policy -Path $folder 3>$null
        Export-RecordingReport $report -PlanPath $plan.Path @holds
        Get-Figure $report items | Should -Be $plan.Listed
        $null = Add-RecordingHold @holds -AuditPath $run.AuditPath -Ticket LEGAL-7 -All -Confirm:$false
        Export-RecordingReport $report -AuditPath "$($run.AuditPath)/*.jsonl" @holds
        Get-Figure $report items | Should -BeNullOrEmpty
        Get-Figure $report intact | Should -Be 1
        Get-Figure $report holds-in-force | Should -Be 1
    }

    It 'says that nothing was listed' {
        Get-Recording -Title 'no such title' | Export-RecordingReport $report @holds
        Get-Figure $report items | Should -Be 0
        Get-Content $report -Raw | Should -Match 'Nothing was listed'
    }

    It 'gives nothing but what -PassThru asks for' {
        Get-Recording 3>$null | Export-RecordingReport $report @holds | Should -BeNullOrEmpty
        (Get-Recording 3>$null | Export-RecordingReport $report @holds -MaxRow 3 -PassThru).Name | Should -Be 'report.html', 'report.csv'
    }

    It 'writes nothing with -WhatIf' {
        Get-Recording 3>$null | Export-RecordingReport $report @holds -MaxRow 1 -WhatIf -PassThru | Should -BeNullOrEmpty
        Get-ChildItem $folder -File | Should -BeNullOrEmpty
    }

    It 'replaces a report, and not with -NoClobber' {
        Set-Content $report old
        Get-ReportFault { Get-Recording 3>$null | Export-RecordingReport $report @holds -NoClobber } | Should -Be ReportExists
        Get-Content $report | Should -Be old
        Get-Recording 3>$null | Export-RecordingReport $report @holds
        Get-Content $report -TotalCount 1 | Should -Be '<!DOCTYPE html>'
    }

    It 'says by name what is wrong: <Id>' -ForEach @(
        @{ Id = 'ReportUnwritable'; With = { @{ Path = "$folder/none/report.html" } } }
        @{ Id = 'ReportPathUnsupported'; With = { @{ Path = "$folder/report.txt" } } }
        @{ Id = 'PathUnsupported'; With = { @{ Path = 'Env:/report.html' } } }
        @{ Id = 'HoldsMissing'; With = { @{ Path = $report; HoldPath = "$folder/none.json" } } }
        @{ Id = 'PlanUnreadable'; With = { @{ Path = $report; PlanPath = "$folder/none.jsonl" } } }
        @{ Id = 'AuditUnreadable'; With = { @{ Path = $report; AuditPath = "$folder/none" } } }
    ) {
        $with = & $With
        $recorded = Invoke-Recorded { @() | Export-RecordingReport @with }
        $recorded.Ended.FullyQualifiedErrorId -replace ',.*' | Should -Be $Id
        $recorded.Ended.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-ChildItem $folder -File | Should -BeNullOrEmpty
    }

    It 'is not made of nothing, or of something else' {
        Get-ReportFault { Export-RecordingReport $report } | Should -Be ReportSourceMissing
        Get-ReportFault { Get-Process -Id $PID | Export-RecordingReport $report @holds } | Should -Be ReportInputUnsupported
        # A variable that was never set, for instance: not a listing of nothing.
        Get-ReportFault { $null | Export-RecordingReport $report @holds } | Should -Be ReportInputUnsupported
        Get-ReportFault { Export-RecordingReport $report @holds -InputObject $null } | Should -Be ReportInputUnsupported
        Get-ChildItem $folder -File | Should -BeNullOrEmpty
    }

    It 'is not made of half a listing' {
        Set-SandboxAnswer -PathPart recordings -Status 403
        Get-ReportFault { Get-Recording -Provider Telnyx | Export-RecordingReport $report @holds } | Should -Be PermissionMissing
        Get-ChildItem $folder -File | Should -BeNullOrEmpty
    }

    It 'gives rows beside it that no command removes' {
        $items = @(Get-Recording -Provider Telnyx)
        $plan = New-RecordingRetentionPlan -Policy $policy -Path $folder 3>$null
        $items | Export-RecordingReport $report @holds -PlanPath $plan.Path -MaxRow 5
        $rows = @(Import-Csv "$folder/report.csv")
        $rows.Id | Should -Be $items.Id
        @($rows | Where-Object Decision -EQ 'would remove').Count | Should -BeGreaterThan 0
        $recorded = Invoke-Recorded { $rows | Remove-Recording @run }
        @($recorded.Errors.FullyQualifiedErrorId -replace ',.*' | Select-Object -Unique) | Should -Be PlanLineKeeps
        Get-DestroyingCount | Should -Be 0
    }
}
