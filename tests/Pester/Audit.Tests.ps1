BeforeAll { Import-Module "$PSScriptRoot/Support.psm1" }

Describe 'Ledgers' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 50
        $run = Get-RunParameter $TestDrive
    }
    AfterEach { Clear-RecordingSession }

    It 'tell for each item who, what, when and why, and read back' {
        $unknown = [guid]::NewGuid().ToString()
        Get-Recording -First 5 | Remove-Recording @run -Ticket CHG-7 -Reason 'Because'
        Remove-Recording -Provider Telnyx -Id $unknown @run -ErrorAction SilentlyContinue
        $entries = @(Get-RecordingAudit $run.AuditPath)
        $entries.Count | Should -Be 6
        $entries[0] | Should -BeOfType RecordingCmdlets.AuditEntry
        @(Get-RecordingAudit $run.AuditPath -Outcome Deleted).Ticket | Should -Be @('CHG-7', 'CHG-7', 'CHG-7', 'CHG-7', 'CHG-7')
        @(Get-RecordingAudit $run.AuditPath -Id $unknown).Outcome | Should -Be @('NotFound')
        @(Get-RecordingAudit $run.AuditPath -RunId $entries[0].RunId).Count | Should -BeIn 1, 5
        @(Get-RecordingAudit $run.AuditPath -Before 2020-01-01).Count | Should -Be 0
        $entries[0].IntentTime | Should -BeLessOrEqual $entries[0].Time
        $header = Read-Ledger $run.AuditPath | Where-Object type -EQ header | Select-Object -First 1
        $header.parameters | Should -Contain 'HoldPath'
        $header.reason | Should -BeIn 'Because', $null
        @(Test-RecordingAudit $run.AuditPath | Where-Object State -NE Sealed).Count | Should -Be 0
    }

    It 'name the first line that was changed' {
        Get-Recording -First 5 | Remove-Recording @run
        $file = (Get-ChildItem $run.AuditPath -Filter *.jsonl).FullName
        $lines = [IO.File]::ReadAllLines($file)
        foreach ($change in 0..($lines.Count - 1)) {
            $changed = @($lines)
            $changed[$change] = $changed[$change] -replace '"(header|connection|intent|outcome|seal)"', '"$1", "x":1'
            [IO.File]::WriteAllText($file, ($changed -join "`n") + "`n")
            $check = Test-RecordingAudit $file
            if ($change -eq $lines.Count - 1) { continue }
            $check.State | Should -Be 'Broken' -Because "line $($change + 1)"
            $check.FirstBrokenLine | Should -Be ($change + 1)
            $check.IsIntact | Should -BeFalse
        }
    }

    It 'show a line that was removed, exchanged or added' {
        Get-Recording -First 5 | Remove-Recording @run
        $file = (Get-ChildItem $run.AuditPath -Filter *.jsonl).FullName
        $lines = [IO.File]::ReadAllLines($file)
        $last = $lines.Count - 1
        foreach ($changed in @($lines[0..2] + $lines[4..$last]), @($lines[0..2] + $lines[4, 3] + $lines[5..$last]), @($lines + $lines[3]), @($lines[0..3] + $lines[3..$last])) {
            [IO.File]::WriteAllText($file, ($changed -join "`n") + "`n")
            (Test-RecordingAudit $file).State | Should -Be 'Broken'
        }
        # Its end cut off, it is not what the run closed; where nothing tells of that, it is a run that died.
        [IO.File]::WriteAllText($file, ($lines[0..4] -join "`n") + "`n")
        (Test-RecordingAudit $file).State | Should -Be 'Mismatch'
        Remove-Item (Join-Path $run.AuditPath 'runs.index')
        (Test-RecordingAudit $file).State | Should -Be 'Unsealed'
    }

    It 'are told from others by the head that was given out' {
        $seen = Invoke-Recorded { Get-Recording -First 5 | Remove-Recording @run }
        $summary = @($seen.Infos | Where-Object Tags -Contains RemovalSummary)[0].MessageData
        (Test-RecordingAudit $summary.AuditPath -ExpectedHead $summary.AuditHead).State | Should -Be 'Sealed'
        (Test-RecordingAudit $summary.AuditPath -ExpectedHead $summary.AuditHead.ToUpperInvariant()).State | Should -Be 'Sealed'
        (Test-RecordingAudit $summary.AuditPath -ExpectedHead ('0' * 64)).State | Should -Be 'Mismatch'
        # Written anew as a whole: unbroken, but not the one.
        Get-Recording -First 5 | Remove-Recording @run
        $other = Get-ChildItem $run.AuditPath -Filter *.jsonl | Where-Object FullName -NE $summary.AuditPath
        (Test-RecordingAudit $other.FullName -ExpectedHead $summary.AuditHead).State | Should -Be 'Mismatch'
        (Invoke-Recorded { Test-RecordingAudit $run.AuditPath -ExpectedHead $summary.AuditHead }).Ended.FullyQualifiedErrorId | Should -Match '^AuditPathNotOneFile,'
    }

    It 'are told from others by a key' {
        Get-Recording -First 5 | Remove-Recording @run -AuditKey (ConvertTo-Secret 'right')
        (Test-RecordingAudit $run.AuditPath -AuditKey (ConvertTo-Secret 'right')).State | Should -Be 'Sealed'
        (Test-RecordingAudit $run.AuditPath -AuditKey (ConvertTo-Secret 'wrong')).State | Should -Be 'Mismatch'
        (Test-RecordingAudit $run.AuditPath).State | Should -Be 'Sealed'
        (Get-ChildItem $run.AuditPath -Filter *.jsonl | Get-Content -Raw) | Should -Not -Match 'right'
    }

    It 'that lack the key''s mark are not taken for marked ones' {
        Get-Recording -First 5 | Remove-Recording @run
        (Test-RecordingAudit $run.AuditPath -AuditKey (ConvertTo-Secret 'right')).State | Should -Be 'Mismatch'
    }

    It 'that are gone are missed' {
        Get-Recording -First 5 | Remove-Recording @run
        Get-ChildItem $run.AuditPath -Filter *.jsonl | Remove-Item
        (Test-RecordingAudit $run.AuditPath).State | Should -Be 'Missing'
    }

    It 'go to a file of their own where one is named, and never over another' {
        $run.AuditPath = Join-Path $TestDrive 'own' 'run.jsonl'
        Get-Recording -First 2 | Remove-Recording @run
        (Test-RecordingAudit $run.AuditPath).State | Should -Be 'Sealed'
        $before = Get-FileHash $run.AuditPath
        $null = Get-RecordingSandboxRequest -Clear
        $seen = Invoke-Recorded { Get-Recording -First 2 | Remove-Recording @run }
        $seen.Ended.FullyQualifiedErrorId | Should -Be 'AuditUnavailable,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
        Get-DestroyingCount | Should -Be 0
        (Get-FileHash $run.AuditPath).Hash | Should -Be $before.Hash
    }

    It 'that cannot be written end the run before anything is sent' {
        Set-Content "$TestDrive/file" 'x'
        $folders = @("$TestDrive/file/below", "$TestDrive/file/run.jsonl")
        if ($IsLinux) { $folders += '/proc/nowhere', '/proc/nowhere/run.jsonl', '/dev/null/x' }
        foreach ($folder in $folders) {
            $run.AuditPath = $folder
            $seen = Invoke-Recorded { Get-Recording | Remove-Recording @run }
            $seen.Ended.FullyQualifiedErrorId | Should -Be 'AuditUnavailable,RecordingCmdlets.Cmdlets.RemoveRecordingCommand' -Because $folder
            $seen.Ended.ErrorDetails.RecommendedAction | Should -Match 'AuditPath'
        }
        Get-DestroyingCount | Should -Be 0
    }

    It 'are found by relative paths and drives of PowerShell' {
        Push-Location $TestDrive
        try {
            $run.AuditPath = './relative'
            Get-Recording -First 1 | Remove-Recording @run
            $run.AuditPath = 'TestDrive:/drive'
            Get-Recording -First 1 | Remove-Recording @run
        }
        finally {
            Pop-Location
        }
        (Test-RecordingAudit "$TestDrive/relative").State | Should -Be 'Sealed'
        (Test-RecordingAudit 'TestDrive:/drive').State | Should -Be 'Sealed'
    }

    It 'are not written with -NoAudit' {
        $null = New-Item -ItemType Directory $run.AuditPath
        Get-Recording -First 2 | Remove-Recording @run -NoAudit
        @(Get-ChildItem $run.AuditPath).Count | Should -Be 0
        (Get-DeletedId).Count | Should -Be 2
    }

    It 'have no two runs in one file' {
        1..3 | ForEach-Object { Get-Recording -First 1 | Remove-Recording @run }
        $checks = @(Test-RecordingAudit $run.AuditPath)
        $checks.Count | Should -Be 3
        @($checks.RunId | Sort-Object -Unique).Count | Should -Be 3
    }

    It 'that are missing altogether are an error when named' {
        foreach ($command in 'Get-RecordingAudit', 'Test-RecordingAudit') {
            (Invoke-Recorded { & $command -Path "$TestDrive/none" }).Ended.FullyQualifiedErrorId | Should -Match '^AuditUnreadable,'
        }
    }
}

Describe 'Resolve-RecordingAudit' {
    BeforeEach { $run = Get-RunParameter $TestDrive }
    AfterEach { Clear-RecordingSession }

    It 'settles what a run could not know, by looking and without deleting' {
        # Answers are held back longer than the grace of a run that is stopped: what was in flight is Unknown.
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 50 -Latency 0:0:1.5
        $null = Get-Recording | Remove-Recording @run -TimeLimit 0:0:0.5 -PassThru -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $open = @(Get-RecordingAudit $run.AuditPath | Where-Object NeedsResolution)
        $open.Count | Should -Be 50
        @($open.Outcome | Select-Object -Unique) | Should -Be @('Unknown')
        (Test-RecordingAudit $run.AuditPath).UnresolvedIntents | Should -Be 50
        $null = Get-RecordingSandboxRequest -Clear
        $learned = @($open[0..1] | Resolve-RecordingAudit -Path $run.AuditPath)
        $learned.Outcome | Should -Be @('AlreadyGone', 'AlreadyGone')
        $learned.Evidence | Should -Be @('ReadBack', 'ReadBack')
        Get-DestroyingCount | Should -Be 0
        @(Get-RecordingAudit $run.AuditPath | Where-Object NeedsResolution).Count | Should -Be 48
        @(Test-RecordingAudit $run.AuditPath | Where-Object State -NE Sealed).Count | Should -Be 0
    }

    It 'says of what is still there that it failed, and of nothing that it does not know' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 50
        Get-Recording -First 3 | Remove-Recording @run
        # A ledger as a run leaves it that was killed before its outcomes, with an item that is there and one that is not.
        $file = (Get-ChildItem $run.AuditPath -Filter *.jsonl).FullName
        $there = (Get-RemainingId)[0]
        $lines = [IO.File]::ReadAllLines($file) | Where-Object { $_ -notmatch '"outcome"|"seal"' }
        $lines[-1] = ($lines[-1] | ConvertFrom-Json -AsHashtable | ForEach-Object { $_.id = $there; $_ } | ConvertTo-Json -Compress)
        [IO.File]::WriteAllText($file, ($lines -join "`n") + "`n")
        $learned = @(Resolve-RecordingAudit -Path $run.AuditPath)
        $learned.Count | Should -Be 3
        ($learned | Where-Object Id -EQ $there).Outcome | Should -Be 'Failed'
        @($learned | Where-Object Id -NE $there).Outcome | Should -Be @('AlreadyGone', 'AlreadyGone')
        Get-RemainingId | Should -Contain $there
    }

    It 'does not take another account''s not found for a proof' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 10 -Latency 0:0:1.5
        $null = Get-Recording | Remove-Recording @run -TimeLimit 0:0:0.5 -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        Stop-RecordingSandbox
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 0
        $learned = @(Resolve-RecordingAudit -Path $run.AuditPath)
        $learned.Count | Should -Be 10
        @($learned.Outcome | Select-Object -Unique) | Should -Be @('Unknown')
    }

    It 'writes nothing when there is nothing to settle' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 10
        Get-Recording | Remove-Recording @run
        Resolve-RecordingAudit -Path $run.AuditPath | Should -BeNullOrEmpty
        Get-RecordingAudit $run.AuditPath | Resolve-RecordingAudit -Path $run.AuditPath | Should -BeNullOrEmpty
        @(Get-ChildItem $run.AuditPath -Filter *.jsonl).Count | Should -Be 1
    }
}
