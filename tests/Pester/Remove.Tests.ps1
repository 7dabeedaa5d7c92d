BeforeAll { Import-Module "$PSScriptRoot/Support.psm1" }

Describe 'Remove-Recording' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 50
        $run = Get-RunParameter $TestDrive
        $unknown = [guid]::NewGuid().ToString()
    }
    AfterEach { Clear-RecordingSession }

    It 'is silent about what goes well' {
        $seen = Invoke-Recorded { Get-Recording | Remove-Recording @run }
        $seen.Output.Count | Should -Be 0
        $seen.Errors.Count | Should -Be 0
        $seen.Warnings.Count | Should -Be 0
        (Get-RemainingId).Count | Should -Be 0
    }

    It 'gives with -PassThru one typed result for each item' {
        $items = @(Get-Recording)
        $results = @($items | Remove-Recording @run -PassThru -Ticket CHG-1 -Reason cleanup)
        @($results.Id | Sort-Object) | Should -Be @($items.Id | Sort-Object)
        $results[0] | Should -BeOfType RecordingCmdlets.RemovalResult
        @($results.Outcome | Select-Object -Unique) | Should -Be @('Deleted')
        @($results.Evidence | Select-Object -Unique) | Should -Be @('ReadBack')
        @($results.RunId | Select-Object -Unique).Count | Should -Be 1
        $results[0].Time | Should -BeOfType DateTimeOffset
        $results[0].Attempts | Should -BeGreaterThan 0
        $results[0].CorrelationId | Should -Match '^sandbox-'
    }

    It 'calls a batch Accepted when its proof is left out, and looks no more' {
        $items = @(Get-Recording)
        $null = Get-RecordingSandboxRequest -Clear
        $results = @($items | Remove-Recording @run -PassThru -SkipProof)
        @($results.Outcome | Select-Object -Unique) | Should -Be @('Accepted')
        @($results.Evidence | Select-Object -Unique) | Should -Be @('BatchAccepted')
        @(Get-RecordingSandboxRequest).Count | Should -Be 1
    }

    It 'deletes exactly -MaxDelete, names the rest, and writes one error' {
        $results = @(Get-Recording | Remove-Recording @run -MaxDelete 3 -PassThru -ErrorVariable failed -ErrorAction SilentlyContinue -WarningVariable warned -WarningAction SilentlyContinue)
        (Get-DeletedId).Count | Should -Be 3
        @($results | Where-Object Outcome -EQ Deleted).Count | Should -Be 3
        @($results | Where-Object Outcome -EQ LimitReached).Count | Should -Be 47
        @($failed | Where-Object { $_ -is [Management.Automation.ErrorRecord] }).FullyQualifiedErrorId | Should -Be 'DeletionLimitReached,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'LimitsExceeded'
        "$warned" | Should -Match '47 LimitReached'
    }

    It 'counts the limit with -WhatIf as in earnest, and for ids, rows and repeated items too' {
        $would = @(Get-Recording | Remove-Recording @run -MaxDelete 3 -PassThru -WhatIf -ErrorAction SilentlyContinue -WarningAction SilentlyContinue)
        @($would | Where-Object Outcome -EQ WouldRemove).Count | Should -Be 3
        $ids = @(Get-RemainingId)
        Remove-Recording -Provider Telnyx -Id $ids[0..9] @run -MaxDelete 3 -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        (Get-DeletedId).Count | Should -Be 3
        $ids[10..19] | ForEach-Object { [pscustomobject]@{ Provider = 'Telnyx'; Id = $_ } } | Remove-Recording @run -MaxDelete 3 -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        (Get-DeletedId).Count | Should -Be 6
    }

    It 'takes no limit below one, and no switch that lifts one' {
        foreach ($limit in 0, -1) { { Get-Recording | Remove-Recording @run -MaxDelete $limit } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*' }
        (Get-RemainingId).Count | Should -Be 50
        (Get-Command Remove-Recording).Parameters.Keys | Should -Not -Contain 'Force'
    }

    It 'does nothing, and opens no ledger, when nothing is piped in' {
        @() | Remove-Recording @run
        Get-Recording -Title 'nothing has this' | Remove-Recording @run
        Test-Path $run.AuditPath | Should -BeFalse
    }

    It 'goes on after one failed item, under every preference but Stop' {
        $ids = @($unknown) + @(Get-RemainingId)[0..1]
        foreach ($preference in 'Continue', 'SilentlyContinue', 'Ignore') {
            $ErrorActionPreference = $preference
            $null = Invoke-Recorded { Remove-Recording -Provider Telnyx -Id $unknown, (Get-RemainingId)[0] @run }
        }
        $ErrorActionPreference = 'Continue'
        (Get-DeletedId).Count | Should -Be 3
        $ids.Count | Should -Be 3
    }

    It 'ends at the first failed item under a preference of Stop' {
        $ErrorActionPreference = 'Stop'
        { Remove-Recording -Provider Telnyx -Id $unknown @run } | Should -Throw -ErrorId 'RecordingNotFound,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
        try { Remove-Recording -Provider Telnyx -Id $unknown @run } catch [RecordingCmdlets.RecordingNotFoundException] { $caught = $_.Exception }
        $caught.ErrorId | Should -Be 'RecordingNotFound'
    }

    It 'gives each error a target, a type, advice and a place in -ErrorVariable' {
        Remove-Recording -Provider Telnyx -Id $unknown, '..' @run -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.Count | Should -Be 2
        foreach ($record in $failed) {
            $record.TargetObject | Should -Not -BeNullOrEmpty
            $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $record.Exception | Should -BeOfType RecordingCmdlets.RecordingException
            $record.FullyQualifiedErrorId.Split(',')[0] | Should -Be $record.Exception.ErrorId
        }
        $failed.TargetObject.Id | Should -Contain $unknown
    }

    It 'sets $? to false when something failed and to true when nothing did' {
        Remove-Recording -Provider Telnyx -Id $unknown @run -ErrorAction SilentlyContinue
        $? | Should -BeFalse
        Remove-Recording -Provider Telnyx -Id (Get-RemainingId)[0] @run
        $? | Should -BeTrue
    }

    It 'tells its summary on the information stream, and shows it only when asked' {
        $seen = Invoke-Recorded { Get-Recording | Remove-Recording @run }
        $summary = @($seen.Infos | Where-Object Tags -Contains RemovalSummary)
        $summary.Count | Should -Be 1
        $summary[0].MessageData | Should -BeOfType RecordingCmdlets.RemovalSummary
        $summary[0].MessageData.Counts['Deleted'] | Should -Be 50
        $summary[0].MessageData.AuditHead | Should -Match '^[0-9a-f]{64}$'
    }

    It 'settles each item once when it is asked for several times' {
        $items = @(Get-Recording)
        $results = @($items + $items + $items[0] | Remove-Recording @run -PassThru)
        $results.Count | Should -Be 101
        @($results | Where-Object Outcome -NotIn Deleted, AlreadyGone).Count | Should -Be 0
        @($results | Where-Object Outcome -EQ Deleted | ForEach-Object Id | Sort-Object -Unique).Count | Should -Be 50
        Find-LedgerFault $run.AuditPath | Should -BeNullOrEmpty
    }

    It 'works under strict mode' {
        Set-StrictMode -Version Latest
        Get-Recording | Remove-Recording @run
        @(Get-RemainingId).Count | Should -Be 0
    }

    It 'sends an empty body with each single deletion, so that no layer repeats it' {
        Remove-Recording -Provider Telnyx -Id (Get-RemainingId)[0] @run
        @(Get-RecordingSandboxRequest DELETE).Count | Should -Be 1
    }
}
