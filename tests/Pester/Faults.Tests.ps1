# Slow: it waits for latencies, graces and backoffs.
BeforeAll { Import-Module "$PSScriptRoot/Support.psm1" }

Describe 'With everything going wrong' {
    AfterEach { Clear-RecordingSession }

    It 'tells the truth about every item after <Name>' -ForEach @(
        @{ Name = 'failures, resets, half batches and cut answers'; Faults = @{ ServerError = 0.1; ResetAfter = 0.1; HalfBatch = 0.3; Truncate = 0.05 }; Count = 300; Seed = 11; Throttled = $false }
        # Few, since a throttle without a limit teaches a pace of one a second. The seed lets the listing pass and throttles what comes next.
        @{ Name = 'throttles among failures'; Faults = @{ ServerError = 0.05; ResetAfter = 0.1; Throttle = 0.1; HalfBatch = 0.3; Truncate = 0.05 }; Count = 45; Seed = 33; Throttled = $true }
        @{ Name = 'half of every batch'; Faults = @{ HalfBatch = 1 }; Count = 300; Seed = 11; Throttled = $false }
    ) {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount $Count -Seed $Seed -FaultRate $Faults
        $run = Get-RunParameter $TestDrive
        $items = @(Get-Recording -WarningAction SilentlyContinue)
        $results = @($items | Remove-Recording @run -PassThru -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue)
        $records = @($failed | Where-Object { $_ -is [Management.Automation.ErrorRecord] })

        @($results.Id | Sort-Object) | Should -Be @($items.Id | Sort-Object)
        $remaining = @(Get-RemainingId)
        @($results | Where-Object { $_.Outcome -in 'Deleted', 'AlreadyGone' -and $_.Id -in $remaining }).Count | Should -Be 0
        @($results | Where-Object { $_.Outcome -in 'NotSent', 'Failed' -and $_.Id -notin $remaining }).Count | Should -Be 0
        # Each that went wrong is an error of its own, and nothing else is.
        @($records.TargetObject.Id | Sort-Object) | Should -Be @($results | Where-Object Outcome -In Failed, Unknown | ForEach-Object Id | Sort-Object)
        @($results | Where-Object Outcome -In Deleted, AlreadyGone).Count | Should -BeGreaterThan ($items.Count * 0.8)
        Find-LedgerFault $run.AuditPath $remaining | Should -BeNullOrEmpty
        # What the sandbox deleted is what is missing.
        @(Get-DeletedId).Count | Should -Be ($Count - $remaining.Count)
        @(Get-RecordingSandboxRequest | Where-Object Fault).Count | Should -BeGreaterThan 0
        if ($Throttled) { @(Get-RecordingSandboxRequest | Where-Object Status -EQ 429).Count | Should -BeGreaterThan 0 }
    }

    It 'keeps to a limit that it learns, and deletes everything' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 100 -RequestsPerSecond 40
        Connect-Sandbox -Name Single -With @{ BulkSize = 1 }
        $run = Get-RunParameter $TestDrive
        $results = @(Get-Recording -Connection Single | Remove-Recording @run -PassThru -WarningAction SilentlyContinue)
        @($results | Where-Object Outcome -NotIn Deleted, AlreadyGone).Count | Should -Be 0
        @(Get-RecordingSandboxRequest | Where-Object Status -EQ 429).Count | Should -BeLessThan 30
    }

    It 'gives up on a service that only fails, with an outcome for each item' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 50
        Connect-Sandbox -Name Single -With @{ BulkSize = 1 }
        $items = @(Get-Recording -Connection Single)
        (Get-SandboxServer).Dispose()
        $run = Get-RunParameter $TestDrive
        $results = @($items | Remove-Recording @run -PassThru -ThrottleLimit 10 -ErrorAction SilentlyContinue -WarningAction SilentlyContinue)
        $results.Count | Should -Be 50
        @($results | Where-Object Outcome -In Deleted, AlreadyGone, Accepted).Count | Should -Be 0
        @($results | Where-Object Outcome -EQ NotSent).Count | Should -BeGreaterThan 0
        Find-LedgerFault $run.AuditPath | Should -BeNullOrEmpty
    }
}
