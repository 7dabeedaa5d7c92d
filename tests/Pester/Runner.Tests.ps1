# What the runner wrote the cmdlets read, and the other way round: plans, ledgers and holds are the same files.

BeforeDiscovery {
    $script:runner = Get-ChildItem "$PSScriptRoot/../../src/RecordingCmdlets.Runner/bin/*/net*/recording-retention.dll" -ErrorAction Ignore | Sort-Object LastWriteTime | Select-Object -Last 1
    $script:missing = -not $runner -or -not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)
}

Describe 'Files of the runner and of the cmdlets' -Skip:$missing -ForEach @(@{ Runner = "$runner" }) {
    BeforeAll {
        Import-Module "$PSScriptRoot/Support.psm1"

        # Runs the runner over the sandbox of this session, and gives its events.
        function Invoke-Runner([string[]] $Arguments) {
            $connections = Join-Path $TestDrive 'connections.json'
            Set-Content -LiteralPath $connections -Encoding utf8NoBOM -Value @"
[ { "name": "Telnyx", "provider": "Telnyx", "baseUri": "$((Get-RecordingProvider Telnyx).Connections[0].BaseUri)",
    "requestsPerMinute": 600000, "credentials": { "apiKey": { "env": "RUNNER_TEST_KEY" } } } ]
"@
            $env:RUNNER_TEST_KEY = Get-SandboxKey
            try {
                $said = & dotnet exec $Runner @Arguments --connections $connections --log json
                [pscustomobject]@{ ExitCode = $LASTEXITCODE; Events = @($said | ConvertFrom-Json) }
            }
            finally {
                Remove-Item Env:RUNNER_TEST_KEY
            }
        }

        function Out-Policy {
            $path = Join-Path $TestDrive 'policy.json'
            Set-Content -LiteralPath $path -Encoding utf8NoBOM -Value @'
{ "format": "recordingcmdlets-policy/1", "reason": "Retention", "fuse": { "maximum": 100000, "maximumShare": 1 },
  "rules": [ { "name": "old", "providers": [ "Telnyx" ], "olderThan": "60d", "action": "delete" } ] }
'@
            $path
        }

        function Get-PlannedId([string] $CsvPath) { @(Import-Csv -LiteralPath $CsvPath | Where-Object Decision -EQ remove | ForEach-Object Id | Sort-Object) }
    }

    BeforeEach { $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 80 }
    AfterEach { Clear-RecordingSession }

    It 'are one: a plan of the cmdlet is applied by the runner, whose ledger the cmdlets read and verify' {
        $run = Get-RunParameter $TestDrive
        $plan = New-RecordingRetentionPlan -Policy (Out-Policy) -Path "$TestDrive/plans-1"

        $end = Invoke-Runner apply, --plan, $plan.Path, --plan-hash, $plan.Hash, --holds, $run.HoldPath, --audit, "$TestDrive/ledgers-1"

        $end.ExitCode | Should -Be 0
        Get-DeletedId | Should -Be (Get-PlannedId $plan.CsvPath)
        Find-LedgerFault "$TestDrive/ledgers-1" (Get-RemainingId) | Should -BeNullOrEmpty
        $applied = $end.Events | Where-Object event -EQ applied
        (Test-RecordingAudit -Path $applied.audit -ExpectedHead $applied.head).State | Should -Be Sealed
        @(Get-RecordingAudit -Path $applied.audit | Where-Object Outcome -EQ Deleted).Count | Should -Be $plan.ToRemove
    }

    It 'are one: a plan of the runner is applied by the cmdlet' {
        $run = Get-RunParameter $TestDrive
        $planned = (Invoke-Runner plan, --policy, (Out-Policy), --out, "$TestDrive/plans-2").Events | Where-Object event -EQ planned

        $summary = Invoke-RecordingRetention -Plan $planned.plan -PlanHash $planned.hash @run

        $summary.Succeeded | Should -Be $planned.toRemove
        Get-DeletedId | Should -Be (Get-PlannedId $planned.csv)
    }

    It 'are one: what a cmdlet put on hold the runner keeps, and what one has removed the other does not ask for again' {
        $run = Get-RunParameter $TestDrive
        $plan = New-RecordingRetentionPlan -Policy (Out-Policy) -Path "$TestDrive/plans-3"
        $id = (Get-PlannedId $plan.CsvPath)[0]
        $null = Add-RecordingHold -Provider Telnyx -Id $id -Ticket CASE-1 -HoldPath $run.HoldPath -AuditPath $run.AuditPath -Confirm:$false

        $end = Invoke-Runner apply, --plan, $plan.Path, --plan-hash, $plan.Hash, --holds, $run.HoldPath, --audit, $run.AuditPath
        Get-RemainingId | Should -Contain $id
        ($end.Events | Where-Object event -EQ applied).outcomes.Held | Should -Be 1
        Get-RecordingHold -HoldPath $run.HoldPath | Remove-RecordingHold -HoldPath $run.HoldPath -AuditPath $run.AuditPath -Confirm:$false
        $requests = Get-DestroyingCount
        $summary = Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash @run

        Get-RemainingId | Should -Not -Contain $id
        $summary.Failed | Should -Be 0
        Get-DestroyingCount | Should -Be ($requests + 1)
    }
}
