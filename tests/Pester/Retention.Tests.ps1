BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    # A policy for everything older than some days, with a limit that does not stop a test.
    function New-Policy([string] $Folder, [int] $Days = 60, [string] $Rule = '', [string] $Fuse = '"maximum": 100000, "maximumShare": 1') {
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

    It 'writes down every item with a decision, and removes nothing' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 80
        $plan = New-RecordingRetentionPlan -Policy (New-Policy $TestDrive) -Path "$TestDrive/plans"
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

    It 'removes exactly what the plan says' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 80
        $run = Get-RunParameter $TestDrive
        $plan = New-RecordingRetentionPlan -Policy (New-Policy $TestDrive) -Path "$TestDrive/plans"
        $summary = Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash @run
        Get-DeletedId | Should -Be (Get-PlannedId $plan)
        $summary.IsComplete | Should -BeTrue
        $summary.Succeeded | Should -Be $plan.ToRemove
        Find-LedgerFault $run.AuditPath (Get-RemainingId) | Should -BeNullOrEmpty
    }
}
