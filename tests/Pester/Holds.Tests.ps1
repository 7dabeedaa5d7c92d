BeforeAll { Import-Module "$PSScriptRoot/Support.psm1" }

Describe 'Holds' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 50 -Seed 4
        $run = Get-RunParameter $TestDrive
        $at = @{ HoldPath = $run.HoldPath; AuditPath = "$(Split-Path $run.AuditPath)/holdaudit" }
        $items = @(Get-Recording)
        $titled = @($items | Where-Object Title)
        $null = Get-RecordingSandboxRequest -Clear
    }
    AfterEach { Clear-RecordingSession }

    It 'are added, shown, found and lifted, each change with a ledger' {
        $one = Add-RecordingHold -Title '*+1555*' -Ticket LEGAL-1 -Reason Discovery @at
        $two = Add-RecordingHold -Provider Telnyx -After 2020-01-01 -Before 2021-01-01 -Ticket CASE-2 @at
        $one.HoldId | Should -Not -Be $two.HoldId
        @(Get-RecordingHold -HoldPath $run.HoldPath).HoldId | Should -Be @($one.HoldId, $two.HoldId)
        @(Get-RecordingHold -Ticket LEGAL-* -HoldPath $run.HoldPath).HoldId | Should -Be @($one.HoldId)
        @(Get-RecordingHold $two.HoldId -HoldPath $run.HoldPath).Ticket | Should -Be @('CASE-2')
        Get-RecordingHold $one.HoldId -HoldPath $run.HoldPath | Remove-RecordingHold @at -Confirm:$false -Reason closed
        @(Get-RecordingHold -HoldPath $run.HoldPath).HoldId | Should -Be @($two.HoldId)
        @(Test-RecordingAudit $at.AuditPath).Count | Should -Be 3
        @(Test-RecordingAudit $at.AuditPath | Where-Object State -NE Sealed).Count | Should -Be 0
        $changes = @(Read-Ledger $at.AuditPath | Where-Object type -Like 'hold-*')
        @($changes.type | Sort-Object) | Should -Be @('hold-added', 'hold-added', 'hold-removed')
    }

    It 'by <Name> keep what they cover, and only that' -ForEach @(
        @{ Name = 'a wildcard of the title'; Hold = { @{ Title = $titled[0].Title.Substring(0, 8) + '*' } }; Covers = { param($r) $r.Title -and $r.Title.StartsWith($titled[0].Title.Substring(0, 8)) } }
        @{ Name = 'a participant'; Hold = { @{ Participant = $titled[0].Participants[1] } }; Covers = { param($r) $r.Participants -contains $titled[0].Participants[1] } }
        @{ Name = 'a wildcard of a participant'; Hold = { @{ Participant = '+15559*' } }; Covers = { param($r) @($r.Participants) -like '+15559*' } }
        @{ Name = 'a span of dates'; Hold = { @{ After = $items[20].CreatedAt; Before = $items[20].CreatedAt.AddDays(5) } }; Covers = { param($r) $r.CreatedAt -ge $items[20].CreatedAt -and $r.CreatedAt -lt $items[20].CreatedAt.AddDays(5) } }
        @{ Name = 'an id'; Hold = { @{ Provider = 'Telnyx'; Id = $items[7].Id.ToUpperInvariant() } }; Covers = { param($r) $r.Id -eq $items[7].Id } }
        @{ Name = 'a connection'; Hold = { @{ Connection = 'telnyx' } }; Covers = { $true } }
        @{ Name = '-All'; Hold = { @{ All = $true } }; Covers = { $true } }
        @{ Name = 'another service'; Hold = { @{ Provider = 'Webex' } }; Covers = { $false } }
    ) {
        $with = & $Hold
        $null = Add-RecordingHold @with -Ticket T @at
        $results = @($items | Remove-Recording @run -PassThru -WarningAction SilentlyContinue)
        $held = @($results | Where-Object Outcome -EQ Held)
        $results.Count | Should -Be $items.Count
        foreach ($item in $items) {
            # Calls without parties cannot be told apart from what a title or participant covers: they are held too.
            $untold = ($with.Title -or $with.Participant) -and -not $item.Title
            $covered = [bool](& $Covers $item)
            if ($covered) { $item.Id | Should -BeIn $held.Id }
            elseif (-not $untold) { $item.Id | Should -Not -BeIn $held.Id }
        }
        @(Get-RemainingId) | Should -Be @($held.Id | Sort-Object)
    }

    It 'are set by piped recordings and rows' {
        $items[0..2] | Add-RecordingHold -Ticket T @at | Should -HaveCount 3
        $items[3] | Select-Object Provider, Id | Add-RecordingHold -Ticket T @at | Should -HaveCount 1
        $results = @($items[0..9] | Remove-Recording @run -PassThru -WarningAction SilentlyContinue)
        @($results | Where-Object Outcome -EQ Held | ForEach-Object Id) | Should -Be @($items[0..3].Id)
    }

    It 'must have a condition, a provider beside an id, and a span that is none backwards' {
        $seen = Invoke-Recorded { Add-RecordingHold -Ticket T @at }
        "$($seen.Errors.FullyQualifiedErrorId)" | Should -Be 'HoldEmpty,RecordingCmdlets.Cmdlets.AddRecordingHoldCommand'
        $seen = Invoke-Recorded { Add-RecordingHold -Id x -Ticket T @at }
        "$($seen.Errors.FullyQualifiedErrorId)" | Should -Be 'HoldWithoutProvider,RecordingCmdlets.Cmdlets.AddRecordingHoldCommand'
        $seen = Invoke-Recorded { Add-RecordingHold -After 2026-01-02 -Before 2026-01-01 -Ticket T @at }
        "$($seen.Errors.FullyQualifiedErrorId)" | Should -Be 'HoldSpanEmpty,RecordingCmdlets.Cmdlets.AddRecordingHoldCommand'
        $seen = Invoke-Recorded { 'x' | Add-RecordingHold -Ticket T @at }
        "$($seen.Errors.FullyQualifiedErrorId)" | Should -Be 'RecordingInputUnsupported,RecordingCmdlets.Cmdlets.AddRecordingHoldCommand'
        @(Get-RecordingHold -HoldPath $run.HoldPath).Count | Should -Be 0
    }

    It 'with an empty condition are refused and do not cover something else' {
        foreach ($with in @{ Title = '' }, @{ Participant = '' }, @{ Provider = '' }) {
            $seen = Invoke-Recorded { Add-RecordingHold @with -Ticket T @at }
            "$($seen.Errors.FullyQualifiedErrorId)$($seen.Ended.FullyQualifiedErrorId)" | Should -Not -BeNullOrEmpty -Because ($with.Keys -join '')
        }
        @(Get-RecordingHold -HoldPath $run.HoldPath).Count | Should -Be 0
    }

    It 'in a file that is <Name> end the run before anything is sent' -ForEach @(
        @{ Name = 'no JSON'; Text = '{"format":' }
        @{ Name = 'empty'; Text = '' }
        @{ Name = 'of another format'; Text = '{"format":"recordingcmdlets-holds/2","holds":[]}' }
        @{ Name = 'without its holds'; Text = '{"format":"recordingcmdlets-holds/1"}' }
        @{ Name = 'null where its holds should be'; Text = '{"format":"recordingcmdlets-holds/1","holds":null}' }
        @{ Name = 'null where a hold should be'; Text = '{"format":"recordingcmdlets-holds/1","holds":[null]}' }
        @{ Name = 'with a word that is not known'; Text = '{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"a","ticket":"T","createdBy":"x","createdAt":"2026-01-01T00:00:00Z","titel":"x"}]}' }
        @{ Name = 'with a hold on nothing'; Text = '{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"a","ticket":"T","createdBy":"x","createdAt":"2026-01-01T00:00:00Z"}]}' }
        @{ Name = 'with a date that is none'; Text = '{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"a","ticket":"T","createdBy":"x","createdAt":"2026-01-01T00:00:00Z","after":"soon"}]}' }
        @{ Name = 'with a broken wildcard'; Text = '{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"a","ticket":"T","createdBy":"x","createdAt":"2026-01-01T00:00:00Z","title":"[z-a]"}]}' }
    ) {
        Set-Content -LiteralPath $run.HoldPath -Value $Text -NoNewline
        foreach ($more in @{}, @{ WhatIf = $true }) {
            $seen = Invoke-Recorded { $items | Remove-Recording @run @more }
            $seen.Ended.FullyQualifiedErrorId | Should -Be 'HoldsUnreadable,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
            $seen.Ended.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }
        Get-DestroyingCount | Should -Be 0
        # Nor is the file replaced by a good one.
        $null = Invoke-Recorded { Add-RecordingHold -All -Ticket T @at }
        "$(Get-Content -LiteralPath $run.HoldPath -Raw)" | Should -Be $Text
    }

    It 'in a file that is named and missing end the run before anything is sent' {
        Remove-Item $run.HoldPath
        $seen = Invoke-Recorded { $items | Remove-Recording @run }
        $seen.Ended.FullyQualifiedErrorId | Should -Be 'HoldsMissing,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
        Get-DestroyingCount | Should -Be 0
        (Invoke-Recorded { Get-RecordingHold -HoldPath $run.HoldPath }).Ended.FullyQualifiedErrorId | Should -Be 'HoldsMissing,RecordingCmdlets.Cmdlets.GetRecordingHoldCommand'
    }

    It 'in a folder instead of a file end the run before anything is sent' {
        $run.HoldPath = Split-Path $run.HoldPath
        $seen = Invoke-Recorded { $items | Remove-Recording @run }
        $seen.Ended.FullyQualifiedErrorId | Should -Be 'HoldsUnreadable,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
        Get-DestroyingCount | Should -Be 0
    }

    It 'are judged for a bare id by what the service says, with one look' {
        $null = Add-RecordingHold -Title ($titled[0].Title) -Ticket T @at
        $result = Remove-Recording -Provider Telnyx -Id $titled[0].Id @run -PassThru -WarningAction SilentlyContinue
        $result.Outcome | Should -Be 'Held'
        @(Get-RecordingSandboxRequest).Count | Should -Be 1
        @(Get-RecordingSandboxRequest GET).Count | Should -Be 1
        $result = Remove-Recording -Provider Telnyx -Id $titled[1].Id @run -PassThru
        $result.Outcome | Should -Be 'Deleted'
        @(Get-RecordingSandboxRequest GET).Count | Should -Be 2
    }

    It 'need no look when they are about another id' {
        $items[0] | Add-RecordingHold -Ticket T @at
        $null = Get-RecordingSandboxRequest -Clear
        Remove-Recording -Provider Telnyx -Id $items[1].Id @run
        @(Get-RecordingSandboxRequest GET).Count | Should -Be 0
    }

    It 'do not believe the columns of a file' {
        $null = Add-RecordingHold -Title ($titled[0].Title) -Ticket T @at
        $titled[0] | Export-Csv "$TestDrive/changed.csv"
        (Get-Content "$TestDrive/changed.csv") -replace [regex]::Escape($titled[0].Title), 'Something else' | Set-Content "$TestDrive/changed.csv"
        (Import-Csv "$TestDrive/changed.csv").Title | Should -Be 'Something else'
        $results = @(Import-Csv "$TestDrive/changed.csv" | Remove-Recording @run -PassThru -WarningAction SilentlyContinue)
        $results.Outcome | Should -Be 'Held'
        Get-DestroyingCount | Should -Be 0
    }

    It 'do not believe a title that a script gave to a listed recording' {
        $null = Add-RecordingHold -Title ($titled[0].Title) -Ticket T @at
        try { $titled[0].Title = 'Something else' } catch { Write-Verbose "$_" }
        $results = @($titled[0] | Remove-Recording @run -PassThru -WarningAction SilentlyContinue)
        $results.Outcome | Should -Be 'Held'
        Get-DestroyingCount | Should -Be 0
    }

    It 'are judged by recordings that nobody can make up' {
        { [RecordingCmdlets.Recording]@{ Provider = 'Telnyx'; Id = $titled[0].Id; Title = 'Something else' } } | Should -Throw
        { [RecordingCmdlets.Recording]::new() } | Should -Throw
    }

    It 'count as covering when the look fails' {
        $null = Add-RecordingHold -Title ($titled[0].Title) -Ticket T @at
        Stop-RecordingSandbox
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 50 -Seed 4 -FaultRate @{ ServerError = 1 }
        $result = Remove-Recording -Provider Telnyx -Id $titled[1].Id @run -PassThru -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $result.Outcome | Should -Be 'Held'
        $failed[0].FullyQualifiedErrorId | Should -Be 'ProviderFailed,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
        Get-DestroyingCount | Should -Be 0
    }

    It 'that are set while a run goes on are obeyed' {
        Connect-Sandbox -Name Single -With @{ BulkSize = 1 }
        $results = @($items | ForEach-Object -Begin { $n = 0 } {
                if ($n++ -eq 10) { $null = Add-RecordingHold -All -Ticket T @at; Start-Sleep -Milliseconds 1200 }
                $_
            } | Remove-Recording @run -PassThru -WarningAction SilentlyContinue)
        @($results | Where-Object Outcome -EQ Held).Count | Should -BeGreaterOrEqual 39
        (Get-RemainingId).Count | Should -BeGreaterOrEqual 39
    }

    It 'are lifted by one id only and never by a wildcard' {
        $null = Add-RecordingHold -All -Ticket T @at
        $seen = Invoke-Recorded { Remove-RecordingHold '*' @at -Confirm:$false }
        $seen.Errors[0].FullyQualifiedErrorId | Should -Be 'HoldUnknown,RecordingCmdlets.Cmdlets.RemoveRecordingHoldCommand'
        @(Get-RecordingHold -HoldPath $run.HoldPath).Count | Should -Be 1
    }

    It 'are not lost when several processes add theirs at once' {
        $jobs = 1..4 | ForEach-Object {
            $n = $_
            Start-ThreadJob { Import-Module RecordingCmdlets; $with = $using:at; 1..5 | ForEach-Object { $null = Add-RecordingHold -Title "t$($using:n)-$_" -Ticket T @with } }
        }
        $jobs | Receive-Job -Wait -AutoRemoveJob
        @(Get-RecordingHold -HoldPath $run.HoldPath).Count | Should -Be 20
    }
}
