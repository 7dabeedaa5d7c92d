# Slow: it waits for latencies, graces and backoffs.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    function Get-Outcome([string] $Path) { @(Read-Ledger $Path | Where-Object type -EQ outcome | ForEach-Object outcome | Sort-Object -Unique) }
}

Describe 'Stopping from outside' {
    AfterEach { Close-SandboxRunspace $other; $other = $null }

    It 'comes back at once while a listing waits for its answer' {
        $other = Open-SandboxRunspace @{ RecordingCount = 50; Latency = '0:0:20' }
        $run = Get-RunParameter $TestDrive
        $stopped = Invoke-Stopped $other { param($run) Get-Recording | Remove-Recording @run } $run { $other.Server.GetRequests().Count -ge 1 }
        $stopped.Reached | Should -BeTrue
        $stopped.State | Should -Be 'Stopped'
        $stopped.Seconds | Should -BeLessThan 5
        $stopped.NewRequests | Should -Be 0
        $stopped.Remaining.Count | Should -Be 50
        Test-Path $run.AuditPath | Should -BeFalse
    }

    It 'comes back at once while the pace holds everything back, and sends none of it' {
        $other = Open-SandboxRunspace @{ RecordingCount = 50 }
        Invoke-InRunspace $other { Connect-Sandbox -Name Slow -With @{ RequestsPerMinute = 1 } }
        $run = Get-RunParameter $TestDrive
        $stopped = Invoke-Stopped $other { param($run) Get-Recording -Connection Slow | Remove-Recording @run } $run {
            (Test-Path "$($run.AuditPath)/*.jsonl") -and (Select-String -Path "$($run.AuditPath)/*.jsonl" -Pattern '"intent"' -Quiet)
        }
        $stopped.Reached | Should -BeTrue
        $stopped.Seconds | Should -BeLessThan 5
        $stopped.NewRequests | Should -Be 0
        $stopped.Remaining.Count | Should -Be 50
        Find-LedgerFault $run.AuditPath $stopped.Remaining | Should -BeNullOrEmpty
        Get-Outcome $run.AuditPath | Should -Be @('NotSent')
        @(Read-Ledger $run.AuditPath | Where-Object type -EQ outcome).Count | Should -Be 50
    }

    It 'sends nothing more once stopped with requests in flight, and tells the truth about those' {
        $other = Open-SandboxRunspace @{ RecordingCount = 200; Latency = '0:0:1' }
        Invoke-InRunspace $other { Connect-Sandbox -Name Single -With @{ BulkSize = 1 } }
        $run = Get-RunParameter $TestDrive
        $stopped = Invoke-Stopped $other { param($run) Get-Recording -Connection Single | Remove-Recording @run } $run {
            @($other.Server.GetRequests() | Where-Object Method -EQ DELETE).Count -ge 12
        }
        $stopped.Reached | Should -BeTrue
        $stopped.Seconds | Should -BeLessThan 5
        $stopped.NewRequests | Should -Be 0
        Find-LedgerFault $run.AuditPath $stopped.Remaining | Should -BeNullOrEmpty
        $outcomes = @(Read-Ledger $run.AuditPath | Where-Object type -EQ outcome)
        # What is gone is called Deleted or Unknown; what is called NotSent is there.
        @($outcomes | Where-Object { $_.outcome -eq 'NotSent' -and $_.id -notin $stopped.Remaining }).Count | Should -Be 0
        @($outcomes | Where-Object { $_.id -notin $stopped.Remaining -and $_.outcome -notin 'Deleted', 'Unknown', 'AlreadyGone' }).Count | Should -Be 0
        @($outcomes.id | Sort-Object -Unique).Count | Should -Be $outcomes.Count
        @($outcomes | Where-Object outcome -In Deleted, Unknown).Count | Should -Be (200 - $stopped.Remaining.Count)
    }

    It 'waits for no answer beyond its grace with a batch in flight' {
        $other = Open-SandboxRunspace @{ RecordingCount = 50; Latency = '0:0:3' }
        $run = Get-RunParameter $TestDrive
        $stopped = Invoke-Stopped $other { param($run) Get-Recording | Remove-Recording @run } $run {
            @($other.Server.GetRequests() | Where-Object Method -EQ POST).Count -ge 1
        }
        $stopped.Reached | Should -BeTrue
        $stopped.Seconds | Should -BeLessThan 2.9
        $stopped.Remaining.Count | Should -Be 0
        Find-LedgerFault $run.AuditPath $stopped.Remaining | Should -BeNullOrEmpty
        Get-Outcome $run.AuditPath | Should -Be @('Unknown')
    }

    It 'comes back at once while it waits before trying again' {
        $other = Open-SandboxRunspace @{ RecordingCount = 50; FaultRate = @{ Unavailable = 1 } }
        $run = Get-RunParameter $TestDrive
        $with = $run + @{ Provider = 'Telnyx'; Id = @($other.Server.GetRecordingIds('Telnyx'))[0..9] }
        $stopped = Invoke-Stopped $other { param($run) Remove-Recording @run } $with { $other.Server.GetRequests().Count -ge 20 }
        $stopped.Reached | Should -BeTrue
        $stopped.Seconds | Should -BeLessThan 5
        $stopped.NewRequests | Should -Be 0
        Find-LedgerFault $run.AuditPath $stopped.Remaining | Should -BeNullOrEmpty
        # A 503 may have been acted on.
        Get-Outcome $run.AuditPath | Where-Object { $_ -notin 'Unknown', 'NotSent', 'Failed' } | Should -BeNullOrEmpty
        @(Read-Ledger $run.AuditPath | Where-Object type -EQ outcome).Count | Should -Be 10
    }

    It 'sends nothing for a question that is answered with yes after the stop' {
        $person = Get-WaitingHost
        $other = Open-SandboxRunspace @{ RecordingCount = 20 } $person
        $run = Get-RunParameter $TestDrive
        $run.Remove('Confirm')
        $shell = [powershell]::Create($other.Runspace)
        try {
            $null = $shell.AddScript('param($run) Get-Recording | Remove-Recording @run').AddArgument($run)
            $under = $shell.BeginInvoke()
            $person.Asked.Wait(15000) | Should -BeTrue
            $stopping = $shell.BeginStop($null, $null)
            $person.Answer.Set()
            $shell.EndStop($stopping)
            Wait-Until { $under.IsCompleted } | Should -BeTrue
        }
        finally {
            $shell.Dispose()
        }

        @($other.Server.GetRequests() | Where-Object Method -NE GET).Count | Should -Be 0
        $left = @($other.Server.GetRecordingIds('Telnyx'))
        $left.Count | Should -Be 20
        Find-LedgerFault $run.AuditPath $left | Should -BeNullOrEmpty
        Get-Outcome $run.AuditPath | Should -Be @('NotSent')
    }

    It 'stops at a time limit with the rest NotSent' {
        $other = Open-SandboxRunspace @{ RecordingCount = 50; Latency = '0:0:0.3' }
        Invoke-InRunspace $other { Connect-Sandbox -Name Single -With @{ BulkSize = 1 } }
        $run = Get-RunParameter $TestDrive
        $results = @(Invoke-InRunspace $other { param($run) Get-Recording -Connection Single | Remove-Recording @run -TimeLimit 0:0:1 -ThrottleLimit 2 -PassThru -WarningAction SilentlyContinue -ErrorAction SilentlyContinue } $run)
        $results.Count | Should -Be 50
        @($results | Where-Object Outcome -EQ NotSent).Count | Should -BeGreaterThan 20
        Find-LedgerFault $run.AuditPath @($other.Server.GetRecordingIds('Telnyx')) | Should -BeNullOrEmpty
    }
}

Describe 'Ending from inside' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 200 -Latency 0:0:0.05
        $run = Get-RunParameter $TestDrive
    }
    AfterEach {
        # Whatever ended it: sealed, one outcome for each intent, nothing gone that exists, and nothing sent afterwards.
        $count = @(Get-RecordingSandboxRequest).Count
        Find-LedgerFault $run.AuditPath (Get-RemainingId) | Should -BeNullOrEmpty
        $outcomes = @(Read-Ledger $run.AuditPath | Where-Object type -EQ outcome)
        @($outcomes.id | Sort-Object -Unique).Count | Should -Be $outcomes.Count
        @($outcomes | Where-Object { $_.outcome -in 'NotSent', 'Failed', 'Held' -and $_.id -notin (Get-RemainingId) }).Count | Should -Be 0
        Start-Sleep -Milliseconds 700
        @(Get-RecordingSandboxRequest).Count | Should -Be $count
        Clear-RecordingSession
    }

    It 'settles everything after Select-Object -First' {
        $first = Get-Recording | Remove-Recording @run -PassThru | Select-Object -First 1
        @($first).Count | Should -Be 1
    }

    It 'settles everything after a throw upstream' {
        { & { Get-Recording -First 120; throw 'upstream' } | Remove-Recording @run } | Should -Throw 'upstream'
        @(Read-Ledger $run.AuditPath | Where-Object type -EQ outcome).Count | Should -Be 120
    }

    It 'settles everything after a throw downstream' {
        { Get-Recording | Remove-Recording @run -PassThru | ForEach-Object { throw 'downstream' } } | Should -Throw 'downstream'
    }

    It 'settles everything after a break out of a loop around it' {
        foreach ($once in 1) {
            Get-Recording | Remove-Recording @run -PassThru | ForEach-Object { break }
        }
        $once | Should -Be 1
    }

    It 'settles everything after -ErrorAction Stop' {
        $items = @(Get-Recording -First 30) + [RecordingCmdlets.RecordingReference]::new('Telnyx', 'Telnyx', 'Recording', 'unknown', $null, $null) + @(Get-Recording -First 60 | Select-Object -Skip 30)
        { $items | Remove-Recording @run -ErrorAction Stop } | Should -Throw -ErrorId 'RecordingNotFound,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
    }

    It 'settles everything when the limit ends it with -ErrorAction Stop' {
        { Get-Recording | Remove-Recording @run -MaxDelete 10 -ErrorAction Stop } | Should -Throw -ErrorId 'DeletionLimitReached,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
        (Get-DeletedId).Count | Should -BeLessOrEqual 10
    }

    It 'settles everything when the connection is closed while it runs' {
        $key = $env:TELNYX_API_KEY
        $env:TELNYX_API_KEY = $null
        try {
            # The next item's connection is gone, and there is no credential to open it anew: that ends the run.
            { Get-Recording | ForEach-Object { $_; Disconnect-RecordingProvider Telnyx -ErrorAction Ignore } | Remove-Recording @run } |
                Should -Throw -ErrorId 'CredentialMissing,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
        }
        finally {
            $env:TELNYX_API_KEY = $key
        }
        @(Read-Ledger $run.AuditPath | Where-Object type -EQ outcome).Count | Should -BeGreaterThan 0
    }
}
