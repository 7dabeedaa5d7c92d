# Slow: every file of samples, its form, and what it does to the sandbox's data, with its exit code.
BeforeDiscovery {
    $samples = @(Get-ChildItem "$PSScriptRoot/../../samples" -Filter *.ps1 | ForEach-Object { @{ Name = $_.BaseName; Path = $_.FullName } })
    $scripts = $samples + @(Get-ChildItem "$PSScriptRoot/../../samples/schedules" -Recurse -Filter *.ps1 | ForEach-Object { @{ Name = $_.BaseName; Path = $_.FullName } })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"
    $folder = Resolve-Path "$PSScriptRoot/../../samples"

    <# The lines between the first statement and the exit: blank ones and comments do not count. #>
    function Get-JobLine([string] $Path) {
        $ast = [Management.Automation.Language.Parser]::ParseFile($Path, [ref]$null, [ref]$null)
        $statements = $ast.EndBlock.Statements
        $from, $to = $statements[0].Extent.EndLineNumber, $statements[-1].Extent.StartLineNumber
        @((Get-Content $Path)[$from..($to - 2)] | Where-Object { $_.Trim() -and -not $_.TrimStart().StartsWith('#') })
    }

    <# Runs a sample as it is, beside the sandbox of this session. A script that throws ends with 1, as it does for pwsh -File. #>
    function Invoke-Sample([string] $Name, [hashtable] $With = @{}) {
        $global:LASTEXITCODE = -1
        $ended = $null
        $output = try { & "$folder/$Name.ps1" @With 2>&1 3>$null 6>$null } catch { $ended = $_; $global:LASTEXITCODE = 1 }
        [pscustomobject]@{
            ExitCode = $LASTEXITCODE
            Output   = @($output | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] })
            Errors   = @($output | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) + @($ended | Where-Object { $_ })
        }
    }

    <# A holds file, and ledgers in a folder of the test. #>
    function Get-HoldFile([string] $Json = '{"format":"recordingcmdlets-holds/1","holds":[]}') {
        $path = Join-Path $TestDrive "$([guid]::NewGuid().ToString('N')).json"
        Set-Content -LiteralPath $path -Value $Json -Encoding utf8NoBOM
        $path
    }

    function Get-Sorted($Items) { @($Items | Sort-Object) }

    <# The ids that are gone since. #>
    function Get-Gone([string[]] $Before, [string] $Provider) {
        $left = [Collections.Generic.HashSet[string]]::new([string[]]@(Get-RemainingId $Provider))
        Get-Sorted ($Before | Where-Object { -not $left.Contains($_) })
    }

    # Ages that fall on no seeded item, whatever the time of day.
    $age = '1092h'
    $limit = [datetimeoffset]::UtcNow.AddHours(-1092)

    # Null is less than any date to PowerShell: what has no date is never old.
    function Test-Old($Item) { $null -ne $Item.CreatedAt -and $Item.CreatedAt -lt $limit }
}

Describe 'The sample <Name>' -ForEach $scripts {
    It 'begins by stopping at errors, ends with an exit code and says what it does' {
        $faults = $null
        $ast = [Management.Automation.Language.Parser]::ParseFile($Path, [ref]$null, [ref]$faults)
        $faults | Should -BeNullOrEmpty
        $ast.EndBlock.Statements[0].Extent.Text | Should -BeExactly '$ErrorActionPreference = ''Stop'''
        $ast.EndBlock.Statements[-1] | Should -BeOfType Management.Automation.Language.ExitStatementAst
        $ast.EndBlock.Statements[-1].Pipeline | Should -Not -BeNullOrEmpty
        (Get-Content $Path)[0] | Should -Match '^# [A-Z].*\.'
    }
}

Describe 'The job of the sample <Name>' -ForEach $samples {
    It 'has at most five lines that can be read' {
        $lines = Get-JobLine $Path
        $lines.Count | Should -BeIn 1, 2, 3, 4, 5
        @($lines | Where-Object Length -GT 160) | Should -BeNullOrEmpty
    }

    It 'stands in the table of samples' {
        Get-Content "$folder/README.md" -Raw | Should -Match ([regex]::Escape("[$Name]($Name.ps1)"))
    }
}

Describe 'delete-old-recordings' {
    AfterEach { Clear-RecordingSession }

    It 'removes what is older and nothing else, at every service that it is told' {
        $null = Start-RecordingSandbox -Provider Telnyx, Attendee, Vonage -RecordingCount 120
        $before = @{ Telnyx = Get-RemainingId Telnyx; Attendee = Get-RemainingId Attendee; Vonage = Get-RemainingId Vonage }
        $old = @(Get-Recording -Provider Telnyx, Attendee | Where-Object { (Test-Old $_) -and ($_.Provider -eq 'Telnyx' -or $_.Status -in 'ended', 'fatal_error') })
        $run = Invoke-Sample delete-old-recordings @{ Provider = 'Telnyx', 'Attendee'; HoldPath = Get-HoldFile; OlderThan = $age }
        $run.ExitCode | Should -Be 0
        foreach ($service in 'Telnyx', 'Attendee') {
            $ids = Get-Sorted (($old | Where-Object Provider -EQ $service).Id | Where-Object { $_ -cin $before[$service] })
            $ids.Count | Should -BeGreaterThan 3
            Get-Gone $before[$service] $service | Should -Be $ids
        }
        Get-RemainingId Vonage | Should -Be $before.Vonage
        Get-Sorted ($run.Output | Where-Object Outcome -EQ Deleted).Id | Should -Be (Get-Sorted $old.Id)
    }

    It 'sends nothing with -WhatIf and ends with 0' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 120
        $run = Invoke-Sample delete-old-recordings @{ Provider = 'Telnyx'; HoldPath = Get-HoldFile; OlderThan = $age; WhatIf = $true }
        $run.ExitCode | Should -Be 0
        @($run.Output.Outcome | Select-Object -Unique) | Should -Be @('WouldRemove')
        Get-DestroyingCount | Should -Be 0
    }

    It 'ends with 0 when there is nothing to do' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 10
        $run = Invoke-Sample delete-old-recordings @{ Provider = 'Telnyx'; HoldPath = Get-HoldFile; OlderThan = '500w' }
        $run.ExitCode | Should -Be 0
        $run.Output | Should -BeNullOrEmpty
        Get-DestroyingCount | Should -Be 0
    }

    It 'ends with 3 when something fails, and has done the rest' {
        $null = Start-RecordingSandbox -Provider Attendee -RecordingCount 120
        $old = @(Get-Recording | Where-Object { (Test-Old $_) -and $_.Status -in 'ended', 'fatal_error' })
        $before = Get-RemainingId Attendee
        Set-SandboxAnswer "$($old[1].Id)/delete_data" -Status 422 -Body '{"detail":"no"}'
        $run = Invoke-Sample delete-old-recordings @{ Provider = 'Attendee'; HoldPath = Get-HoldFile; OlderThan = $age }
        $run.ExitCode | Should -Be 3
        @($run.Errors).Count | Should -Be 1
        Get-Gone $before Attendee | Should -Be (Get-Sorted ($old.Id | Where-Object { $_ -cin $before -and $_ -cne $old[1].Id }))
    }

    It 'ends with 3 at its limit, and with 1 before anything is sent when the holds file is missing or the listing fails' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 120
        $before = Get-RemainingId
        (Invoke-Sample delete-old-recordings @{ Provider = 'Telnyx'; HoldPath = "$TestDrive/no-such.json"; OlderThan = $age }).ExitCode | Should -Be 1
        Set-SandboxAnswer '/recordings' -Status 403
        (Invoke-Sample delete-old-recordings @{ Provider = 'Telnyx'; HoldPath = Get-HoldFile; OlderThan = $age }).ExitCode | Should -Be 1
        (Get-SandboxServer).OnRequest = $null
        Get-RemainingId | Should -Be $before
        $run = Invoke-Sample delete-old-recordings @{ Provider = 'Telnyx'; HoldPath = Get-HoldFile; OlderThan = $age; MaxDelete = 2 }
        $run.ExitCode | Should -Be 3
        (Get-Gone $before Telnyx).Count | Should -Be 2
    }

    It 'leaves what is on hold' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 120
        $before = Get-RemainingId
        $holds = Get-HoldFile
        $old = @(Get-Recording | Where-Object { (Test-Old $_) })
        $null = $old[0] | Add-RecordingHold -Ticket LEGAL-1 -HoldPath $holds
        $run = Invoke-Sample delete-old-recordings @{ Provider = 'Telnyx'; HoldPath = $holds; OlderThan = $age }
        $run.ExitCode | Should -Be 0
        Get-Gone $before Telnyx | Should -Be (Get-Sorted $old[1..$old.Count].Id)
    }
}

Describe 'delete-old-bot-media' {
    AfterEach { Clear-RecordingSession }

    It 'removes what older bots captured, and ends with 0' {
        $null = Start-RecordingSandbox -Provider Recall -RecordingCount 120
        $room = Get-SandboxRoom Recall
        $before = Get-Sorted $room.BotIdsWithMedia
        $old = @(Get-RecordingBot | Where-Object { (Test-Old $_) -and $_.Id -cin $before -and $_.Status -in 'done', 'fatal', 'analysis_done', 'analysis_failed' })
        $run = Invoke-Sample delete-old-bot-media @{ Provider = 'Recall'; HoldPath = Get-HoldFile; OlderThan = $age }
        $run.ExitCode | Should -Be 0
        $old.Count | Should -BeGreaterThan 3
        $left = Get-Sorted $room.BotIdsWithMedia
        Get-Sorted ($before | Where-Object { $_ -cnotin $left }) | Should -Be (Get-Sorted $old.Id)
    }
}

Describe 'delete-after-processing' {
    BeforeEach {
        # The bots that live are those that are not there otherwise.
        $null = Start-RecordingSandbox -Provider Recall -RecordingCount 20
        $known = @(Get-RecordingBot).Id
        Stop-RecordingSandbox
        $null = Start-RecordingSandbox -Provider Recall -RecordingCount 20 -LiveBot 3
        $live = @(Get-RecordingBot | Where-Object { $_.Id -cnotin $known }).Id
        $room = Get-SandboxRoom Recall
        $before = Get-Sorted $room.BotIdsWithMedia
        $work = (New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid().ToString('N')))).FullName
        $with = @{ Provider = 'Recall'; Id = $live; Path = $work; HoldPath = Get-HoldFile; Interval = '1s' }
    }
    AfterEach { Clear-RecordingSession }

    It 'waits, keeps what was said and concluded, saves, and removes what was saved; a bot that failed makes it end with 3' {
        $live.Count | Should -Be 3
        $run = Invoke-Sample delete-after-processing $with
        $run.ExitCode | Should -Be 3
        $removed = Get-Sorted ($run.Output | Where-Object Outcome -EQ Deleted).Id
        $removed.Count | Should -Be 2
        @($removed | Where-Object { $_ -cnotin $live }) | Should -BeNullOrEmpty
        # They had media in between, and have none now; the others have theirs.
        Get-Sorted $room.BotIdsWithMedia | Should -Be $before
        @($run.Errors | Where-Object FullyQualifiedErrorId -Match '^BotFailed,').Count | Should -Be 1
        foreach ($id in $removed) {
            (Get-Content -LiteralPath (Join-Path $work "$id.txt") -Raw).Length | Should -BeGreaterThan 10
            $files = @(Get-ChildItem -LiteralPath (Join-Path $work 'Recall') -Recurse -File | Where-Object Name -Match $id)
            Get-Sorted $files.Extension | Should -Be @('.json', '.json', '.mp4')
        }
        # Each in a file of its own, which a run for other bots leaves alone: it cannot be had again.
        Get-Sorted (Get-ChildItem -LiteralPath $work -Filter *.json | ForEach-Object { (Get-Content -LiteralPath $_.FullName -Raw | ConvertFrom-Json).Id }) | Should -Be $removed
        $kept = @(Get-ChildItem -LiteralPath $work -File -Filter *.json | Get-FileHash).Hash
        (Invoke-Sample delete-after-processing $with).ExitCode | Should -Be 3
        @(Get-ChildItem -LiteralPath $work -File -Filter *.json | Get-FileHash).Hash | Should -Be $kept
        # Nothing was removed before it was saved.
        $log = @(Get-RecordingSandboxRequest)
        $firstRemoval = @($log | Where-Object Path -Match 'delete_media')[0].Sequence
        @($log | Where-Object { $_.Path -match '/media/' }).Count | Should -BeGreaterThan 3
        @($log | Where-Object { $_.Path -match '/media/' -and $_.Sequence -gt $firstRemoval }) | Should -BeNullOrEmpty
    }

    It 'removes nothing that could not be saved, and ends with 3' {
        Set-SandboxAnswer '/media/' -Status 403
        $run = Invoke-Sample delete-after-processing $with
        $run.ExitCode | Should -Be 3
        @(Get-RecordingSandboxRequest | Where-Object Path -Match 'delete_media') | Should -BeNullOrEmpty
        @($room.BotIdsWithMedia).Count | Should -Be ($before.Count + 2)
    }
}

Describe 'save-then-delete' {
    AfterEach { Clear-RecordingSession }

    It 'removes what is on disk, and nothing that could not be saved' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 80
        $before = Get-RemainingId
        $old = @(Get-Recording | Where-Object { Test-Old $_ })
        $backup = Join-Path $TestDrive 'backup'
        # Its media cannot be had.
        Set-SandboxAnswer "/media/$($old[0].Id)" -Status 403
        $missing = Invoke-Sample save-then-delete @{ Provider = 'Telnyx'; Path = $backup; HoldPath = Get-HoldFile; OlderThan = $age }
        $missing.ExitCode | Should -Be 3
        Get-Gone $before Telnyx | Should -Be (Get-Sorted $old[1..$old.Count].Id)
        (Get-SandboxServer).OnRequest = $null
        (Invoke-Sample save-then-delete @{ Provider = 'Telnyx'; Path = $backup; HoldPath = Get-HoldFile; OlderThan = $age }).ExitCode | Should -Be 0
        Get-Gone $before Telnyx | Should -Be (Get-Sorted $old.Id)
        @(Get-ChildItem $backup -Recurse -Filter *.mp3).Count | Should -Be $old.Count
        (Invoke-Sample save-then-delete @{ Provider = 'Telnyx'; Path = $backup; HoldPath = Get-HoldFile; OlderThan = $age }).ExitCode | Should -Be 0
    }
}

Describe 'delete-unless-action-items' {
    AfterEach { Clear-RecordingSession }

    It 'keeps what has action items, what cannot be told about and what is young' {
        $null = Start-RecordingSandbox -Provider Recall -RecordingCount 120
        $room = Get-SandboxRoom Recall
        $before = Get-Sorted $room.BotIdsWithMedia
        $old = @(Get-RecordingBot | Where-Object { (Test-Old $_) -and $_.Id -cin $before -and $_.Status -in 'done', 'fatal', 'analysis_done', 'analysis_failed' })
        foreach ($answer in @{ Status = 200; Body = '{"action_items":[{"text":"call back"}]}' }, @{ Status = 404; Body = '' }) {
            Set-SandboxAnswer '/intelligence/' @answer
            $run = Invoke-Sample delete-unless-action-items @{ HoldPath = Get-HoldFile; OlderThan = $age }
            $run.ExitCode | Should -Be 0
            Get-Sorted $room.BotIdsWithMedia | Should -Be $before
            @($run.Output.Outcome | Select-Object -Unique) | Should -Be @('NotEligible')
        }
        Set-SandboxAnswer '/intelligence/' -Status 200 -Body '{"action_items":[]}'
        (Invoke-Sample delete-unless-action-items @{ HoldPath = Get-HoldFile; OlderThan = $age }).ExitCode | Should -Be 0
        $left = Get-Sorted $room.BotIdsWithMedia
        $old.Count | Should -BeGreaterThan 3
        Get-Sorted ($before | Where-Object { $_ -cnotin $left }) | Should -Be (Get-Sorted $old.Id)
    }
}

Describe 'delete-in-bulk' {
    AfterEach { Clear-RecordingSession }

    It 'sums up what went, what failed and what was skipped' {
        $null = Start-RecordingSandbox -Provider Vonage -RecordingCount 120
        $before = Get-RemainingId Vonage
        $old = @(Get-Recording | Where-Object { (Test-Old $_) })
        $holds = Get-HoldFile
        $null = $old[0] | Add-RecordingHold -Ticket LEGAL-1 -HoldPath $holds
        Set-SandboxAnswer "/$($old[1].Id)" -Status 422
        $run = Invoke-Sample delete-in-bulk @{ Provider = 'Vonage'; HoldPath = $holds; OlderThan = $age }
        $run.ExitCode | Should -Be 3
        $run.Output[-1].Success | Should -Be ($old.Count - 2)
        $run.Output[-1].Failed | Should -Be 1
        $run.Output[-1].Skipped | Should -Be 1
        Get-Gone $before Vonage | Should -Be (Get-Sorted $old[2..$old.Count].Id)
    }

    It 'ends with 0 when all went well, also with nothing to do or in a trial' {
        $null = Start-RecordingSandbox -Provider Vonage -RecordingCount 120
        $trial = Invoke-Sample delete-in-bulk @{ Provider = 'Vonage'; HoldPath = Get-HoldFile; OlderThan = $age; WhatIf = $true }
        $trial.ExitCode | Should -Be 0
        $trial.Output[-1].Failed | Should -Be 0
        $trial.Output[-1].Skipped | Should -BeGreaterThan 3
        $real = Invoke-Sample delete-in-bulk @{ Provider = 'Vonage'; HoldPath = Get-HoldFile; OlderThan = $age }
        $real.ExitCode | Should -Be 0
        $real.Output[-1].Success | Should -Be $trial.Output[-1].Skipped
        $none = Invoke-Sample delete-in-bulk @{ Provider = 'Vonage'; HoldPath = Get-HoldFile; OlderThan = '500w' }
        $none.ExitCode | Should -Be 0
        $none.Output[-1] | ForEach-Object { $_.Success + $_.Failed + $_.Skipped } | Should -Be 0
    }

    It 'ends with 3 when its time is up' {
        $null = Start-RecordingSandbox -Provider Vonage -RecordingCount 300 -Latency 700ms
        $before = Get-RemainingId Vonage
        $run = Invoke-Sample delete-in-bulk @{ Provider = 'Vonage'; HoldPath = Get-HoldFile; OlderThan = $age; TimeLimit = '1s' }
        $run.ExitCode | Should -Be 3
        $run.Output[-1].Skipped | Should -BeGreaterThan 0
        (Get-Gone $before Vonage).Count | Should -Be $run.Output[-1].Success
    }
}

Describe 'delete-by-id' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 20
        $before = Get-RemainingId
    }
    AfterEach { Clear-RecordingSession }

    It 'removes one, or several' {
        (Invoke-Sample delete-by-id @{ Provider = 'Telnyx'; Id = $before[3]; HoldPath = Get-HoldFile; Ticket = 'T-1' }).ExitCode | Should -Be 0
        Get-Gone $before Telnyx | Should -Be @($before[3])
        (Invoke-Sample delete-by-id @{ Provider = 'Telnyx'; Id = $before[5, 6]; HoldPath = Get-HoldFile; Ticket = 'T-1' }).ExitCode | Should -Be 0
        Get-Gone $before Telnyx | Should -Be (Get-Sorted $before[3, 5, 6])
    }

    It 'removes nothing and ends with 1 when one of them is not known' {
        $run = Invoke-Sample delete-by-id @{ Provider = 'Telnyx'; Id = $before[3], '00000000-0000-4000-8000-000000000000'; HoldPath = Get-HoldFile; Ticket = 'T-1' }
        $run.ExitCode | Should -Be 1
        Get-RemainingId | Should -Be $before
        Get-DestroyingCount | Should -Be 0
    }
}

Describe 'delete-approved-rows' {
    AfterEach { Clear-RecordingSession }

    It 'removes the rows that say remove' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 20
        $before = Get-RemainingId
        $table = Join-Path $TestDrive 'rows.csv'
        $rows = foreach ($at in 0..9) { [pscustomobject]@{ Provider = 'Telnyx'; Kind = 'Recording'; Id = $before[$at]; Decision = ($at -lt 4 ? 'remove' : 'keep') } }
        $rows | Export-Csv -LiteralPath $table
        (Invoke-Sample delete-approved-rows @{ Path = $table; HoldPath = Get-HoldFile; Ticket = 'T-1' }).ExitCode | Should -Be 0
        Get-Gone $before Telnyx | Should -Be (Get-Sorted $before[0..3])
        # Again: the service does not know them any more, and says so.
        (Invoke-Sample delete-approved-rows @{ Path = $table; HoldPath = Get-HoldFile; Ticket = 'T-1' }).ExitCode | Should -Be 3
        $rows | Select-Object Provider, Kind, Id | Export-Csv -LiteralPath "$TestDrive/undecided.csv"
        $undecided = Invoke-Sample delete-approved-rows @{ Path = "$TestDrive/undecided.csv"; HoldPath = Get-HoldFile; Ticket = 'T-1' }
        $undecided.ExitCode | Should -Be 1
        "$($undecided.Errors)" | Should -Match 'no column Decision'
        (Invoke-Sample delete-approved-rows @{ Path = "$TestDrive/no-such.csv"; HoldPath = Get-HoldFile; Ticket = 'T-1' }).ExitCode | Should -Be 1
    }
}

Describe 'The samples for Vonage' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Vonage -RecordingCount 400
        $all = @(Get-Recording)
        $before = Get-RemainingId Vonage
    }
    AfterEach { Clear-RecordingSession }

    It 'delete-company-recordings removes company recordings of those dates' {
        $from, $until = [datetime]::UtcNow.AddDays(-60.5), [datetime]::UtcNow.AddDays(-20.5)
        $meant = @($all | Where-Object { $_.Kind -eq 'Company' -and $_.CreatedAt -ge $from -and $_.CreatedAt -lt $until })
        $meant.Count | Should -BeGreaterThan 3
        (Invoke-Sample delete-company-recordings @{ HoldPath = Get-HoldFile; From = $from; Until = $until }).ExitCode | Should -Be 0
        Get-Gone $before Vonage | Should -Be (Get-Sorted $meant.Id)
    }

    It 'delete-on-demand-recordings removes short on-demand recordings of that age' {
        $meant = @($all | Where-Object { $_.Kind -eq 'OnDemand' -and (Test-Old $_) -and $null -ne $_.Duration -and $_.Duration.TotalMinutes -le 20 })
        $meant.Count | Should -BeGreaterThan 0
        @($all | Where-Object { $_.Kind -eq 'OnDemand' -and (Test-Old $_) }).Count | Should -BeGreaterThan $meant.Count
        (Invoke-Sample delete-on-demand-recordings @{ HoldPath = Get-HoldFile; OlderThan = $age; MaxDuration = '20m' }).ExitCode | Should -Be 0
        Get-Gone $before Vonage | Should -Be (Get-Sorted $meant.Id)
    }
}

Describe 'The samples for Webex' {
    AfterEach { Clear-RecordingSession }

    It 'delete-as-compliance-officer removes one host''s recordings and tells the service why' {
        $null = Start-RecordingSandbox -Provider Webex -Role @{ Webex = 'ComplianceOfficer' } -RecordingCount 120
        $all = @(Get-Recording -WarningAction Ignore)
        $before = Get-RemainingId Webex
        $owner = ($all | Where-Object { (Test-Old $_) } | Group-Object Owner | Sort-Object Count -Descending)[0].Name
        $meant = @($all | Where-Object { $_.Owner -eq $owner -and (Test-Old $_) })
        $meant.Count | Should -BeGreaterThan 1
        $run = Invoke-Sample delete-as-compliance-officer @{ HostMail = $owner; OlderThan = $age; Reason = 'Erasure request'; Ticket = 'DSR-7'; HoldPath = Get-HoldFile }
        $run.ExitCode | Should -Be 0
        Get-Gone $before Webex | Should -Be (Get-Sorted $meant.Id)
        $said = @(Get-RecordingSandboxRequest DELETE | ForEach-Object { ConvertFrom-Json $_.Body } | Select-Object reason, comment -Unique)
        $said.Count | Should -Be 1
        $said[0].reason | Should -BeExactly 'Erasure request'
        $said[0].comment | Should -BeExactly 'Ticket DSR-7'
    }

    It 'restore-from-recycle-bin brings back what bears the title' {
        $null = Start-RecordingSandbox -Provider Webex -RecordingCount 200
        $room = Get-SandboxRoom Webex
        $bin = @(Get-Recording -Provider Webex -Status deleted -WarningAction Ignore)
        $title = ($bin | Group-Object Title | Sort-Object Count -Descending)[0].Name
        $meant = @($bin | Where-Object Title -EQ $title).Id
        $bin.Count | Should -BeGreaterThan $meant.Count
        # More is in the bin than is listed, since listings do not go back for ever.
        $full = Get-Sorted $room.BinIds
        $trial = Invoke-Sample restore-from-recycle-bin @{ Title = $title; WhatIf = $true }
        $trial.ExitCode | Should -Be 0
        Get-Sorted $room.BinIds | Should -Be $full
        (Invoke-Sample restore-from-recycle-bin @{ Title = $title }).ExitCode | Should -Be 0
        Get-Sorted $room.BinIds | Should -Be (Get-Sorted ($full | Where-Object { $_ -cnotin $meant }))
        (Invoke-Sample restore-from-recycle-bin @{ Title = 'no such title' }).ExitCode | Should -Be 0
    }
}

Describe 'plan, apply and scheduled-purge' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Telnyx, Vonage -RecordingCount 120
        $work = (New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid().ToString('N')))).FullName
        $policy = Join-Path $work 'policy.json'
        @{
            format = 'recordingcmdlets-policy/1'
            fuse   = @{ maximum = 100; maximumShare = 0.5 }
            rules  = @(@{ name = 'Old calls'; providers = @('Telnyx'); olderThan = $age; action = 'delete' })
        } | ConvertTo-Json -Depth 5 | Set-Content -LiteralPath $policy
        $before = @{ Telnyx = Get-RemainingId Telnyx; Vonage = Get-RemainingId Vonage }
        $old = @(Get-Recording -Provider Telnyx | Where-Object { Test-Old $_ })
        $brakes = @{ HoldPath = Get-HoldFile; AuditPath = "$work/audit" }
    }
    AfterEach { Clear-RecordingSession }

    It 'remove what was planned and approved, and nothing twice' {
        $made = Invoke-Sample plan @{ Policy = $policy; PlanFolder = "$work/plans" }
        $made.ExitCode | Should -Be 0
        Get-DestroyingCount | Should -Be 0
        $plan = $made.Output[-1]
        $table = @(Import-Csv $plan.CsvPath | Where-Object Decision -EQ remove)
        Get-Sorted $table.Id | Should -Be (Get-Sorted $old.Id)
        $approved = @{ Plan = $plan.Path; PlanHash = $plan.Hash } + $brakes

        (Invoke-Sample apply ($approved + @{ WhatIf = $true })).ExitCode | Should -Be 0
        Get-DestroyingCount | Should -Be 0
        $applied = Invoke-Sample apply ($approved + @{ Ticket = 'CHG-1' })
        $applied.ExitCode | Should -Be 0
        $applied.Output[-1].Succeeded | Should -Be $old.Count
        Get-Gone $before.Telnyx Telnyx | Should -Be (Get-Sorted $old.Id)
        Get-RemainingId Vonage | Should -Be $before.Vonage
        (Invoke-Sample verify-ledgers @{ AuditPath = $brakes.AuditPath; Head = $applied.Output[-1].AuditHead }).ExitCode | Should -Be 0

        $sent = Get-DestroyingCount
        (Invoke-Sample apply $approved).ExitCode | Should -Be 0
        Get-DestroyingCount | Should -Be $sent
    }

    It 'apply ends with 1 and sends nothing for another hash, a changed plan, an old one or a missing holds file' {
        $plan = (Invoke-Sample plan @{ Policy = $policy; PlanFolder = "$work/plans" }).Output[-1]
        $approved = @{ Plan = $plan.Path; PlanHash = $plan.Hash } + $brakes
        function Invoke-Changed([hashtable] $Change) {
            $with = $approved.Clone()
            foreach ($key in $Change.Keys) { $with[$key] = $Change[$key] }
            (Invoke-Sample apply $with).ExitCode
        }
        Invoke-Changed @{ PlanHash = '0' * 64 } | Should -Be 1
        Invoke-Changed @{ HoldPath = "$work/none.json" } | Should -Be 1
        Start-Sleep -Milliseconds 1100
        Invoke-Changed @{ MaxPlanAge = '1s' } | Should -Be 1
        (Get-Content $plan.Path -Raw).Replace('"remove"', '"keep"') | Set-Content $plan.Path -NoNewline
        Invoke-Changed @{} | Should -Be 1
        Get-RemainingId Telnyx | Should -Be $before.Telnyx
        Get-DestroyingCount | Should -Be 0
    }

    It 'apply ends with 3 when something fails, and does the rest when it is run again' {
        (Get-Content $policy -Raw).Replace('Telnyx', 'Vonage') | Set-Content $policy
        $old = @(Get-Recording -Provider Vonage | Where-Object { Test-Old $_ })
        $plan = (Invoke-Sample plan @{ Policy = $policy; PlanFolder = "$work/plans" }).Output[-1]
        $approved = @{ Plan = $plan.Path; PlanHash = $plan.Hash } + $brakes
        Set-SandboxAnswer "/$($old[2].Id)" -Status 422
        $first = Invoke-Sample apply $approved
        $first.ExitCode | Should -Be 3
        $first.Output[-1].Failed | Should -Be 1
        Get-Gone $before.Vonage Vonage | Should -Be (Get-Sorted ($old.Id | Where-Object { $_ -cne $old[2].Id }))
        (Get-SandboxServer).OnRequest = $null
        (Invoke-Sample apply $approved).ExitCode | Should -Be 0
        Get-Gone $before.Vonage Vonage | Should -Be (Get-Sorted $old.Id)
        @(Get-DeletedId | Group-Object | Where-Object Count -GT 1) | Should -BeNullOrEmpty
    }

    It 'plan ends with 4 past a limit, apply with 1, and nothing is removed' {
        (Get-Content $policy -Raw).Replace('100', '3') | Set-Content $policy
        $made = Invoke-Sample plan @{ Policy = $policy; PlanFolder = "$work/plans" }
        $made.ExitCode | Should -Be 4
        $plan = $made.Output[-1]
        (Invoke-Sample apply (@{ Plan = $plan.Path; PlanHash = $plan.Hash } + $brakes)).ExitCode | Should -Be 1
        (Invoke-Sample scheduled-purge (@{ Policy = $policy } + $brakes)).ExitCode | Should -Be 1
        Get-RemainingId Telnyx | Should -Be $before.Telnyx
    }

    It 'scheduled-purge does both, leaves what is on hold, and has nothing to do the next time' {
        $null = $old[0] | Add-RecordingHold -Ticket LEGAL-1 -HoldPath $brakes.HoldPath
        (Invoke-Sample scheduled-purge (@{ Policy = $policy; WhatIf = $true } + $brakes)).ExitCode | Should -Be 0
        Get-DestroyingCount | Should -Be 0
        (Invoke-Sample scheduled-purge (@{ Policy = $policy } + $brakes)).ExitCode | Should -Be 0
        Get-Gone $before.Telnyx Telnyx | Should -Be (Get-Sorted $old[1..$old.Count].Id)
        $sent = Get-DestroyingCount
        (Invoke-Sample scheduled-purge (@{ Policy = $policy } + $brakes)).ExitCode | Should -Be 0
        Get-DestroyingCount | Should -Be $sent
    }
}

Describe 'monthly-report' {
    AfterEach { Clear-RecordingSession }

    It 'writes the report of the month with its plan, and ends with 3 when a ledger is not intact' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 30
        $reports = Join-Path $TestDrive 'reports'
        $null = New-Item -ItemType Directory $reports
        Set-Content "$reports/policy.json" '{ "format": "recordingcmdlets-policy/1", "rules": [ { "name": "old", "olderThan": "90d", "action": "delete" } ] }'
        $with = @{ Policy = "$reports/policy.json"; HoldPath = Get-HoldFile; AuditPath = "$reports/audit"; ReportFolder = $reports }
        Get-Recording -First 1 | Remove-Recording -AuditPath $with.AuditPath -HoldPath $with.HoldPath -Confirm:$false
        $before = Get-DestroyingCount

        $done = Invoke-Sample monthly-report $with
        $done.ExitCode | Should -Be 0
        $report = Get-Content $done.Output[-1].FullName -Raw
        $report | Should -Match 'What the plan would remove'
        $report | Should -Match "id=`"figure-items`">$(@(Get-Recording).Count)<"
        Get-DestroyingCount | Should -Be $before

        $ledger = Get-ChildItem $with.AuditPath -Filter *.jsonl
        (Get-Content $ledger.FullName -Raw).Replace('"outcome":"Deleted"', '"outcome":"Failed"') | Set-Content $ledger.FullName -NoNewline
        (Invoke-Sample monthly-report $with).ExitCode | Should -Be 3
        (Invoke-Sample monthly-report ($with + @{ OlderThan = '90' })).ExitCode | Should -Be 1
    }
}

Describe 'verify-ledgers' {
    AfterEach { Clear-RecordingSession }

    It 'ends with 0 for ledgers as they were written, and with 1 for any other' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 10
        $audit = Join-Path $TestDrive 'ledgers'
        Get-Recording | Remove-Recording -AuditPath $audit -HoldPath (Get-HoldFile) -Confirm:$false -InformationVariable said
        $head = @($said.MessageData).AuditHead
        $head | Should -Match '^[0-9a-f]{64}$'
        (Invoke-Sample verify-ledgers @{ AuditPath = $audit; Head = $head }).ExitCode | Should -Be 0
        (Invoke-Sample verify-ledgers @{ AuditPath = $audit; Head = '0' * 64 }).ExitCode | Should -Be 1
        $ledger = Get-ChildItem $audit -Filter *.jsonl
        (Get-Content $ledger.FullName -Raw).Replace('"outcome":"Deleted"', '"outcome":"Failed"') | Set-Content $ledger.FullName -NoNewline
        (Invoke-Sample verify-ledgers @{ AuditPath = $audit; Head = $head }).ExitCode | Should -Be 1
        (Invoke-Sample verify-ledgers @{ AuditPath = "$TestDrive/none"; Head = $head }).ExitCode | Should -Be 1
    }
}

Describe 'A sample in a process of its own' {
    BeforeAll {
        function Get-Wrapped([string] $Sandbox, [string] $Sample, [string] $With) {
            # As pwsh -File does, it ends with 1 at an error. What the scheduler sees is the exit code of the script.
            @"
`$ErrorActionPreference = 'Stop'
`$null = Start-RecordingSandbox $Sandbox
& '$folder/$Sample.ps1' $With *>&1 | Out-String
"DELETED [`$((Get-DeletedId).Count)]"
exit `$LASTEXITCODE
"@
        }
    }

    It 'gives its exit code to the scheduler' {
        $hold = Get-HoldFile
        $with = "-Provider Telnyx -HoldPath '$hold' -OlderThan $age"
        (Invoke-ChildPwsh (Get-Wrapped '-Provider Telnyx -RecordingCount 20' delete-old-recordings $with)).ExitCode | Should -Be 0
        $limited = Invoke-ChildPwsh (Get-Wrapped '-Provider Telnyx -RecordingCount 120' delete-old-recordings "$with -MaxDelete 1")
        $limited.ExitCode | Should -Be 3
        $limited.Flat | Should -Match 'DELETED \[1\]'
        (Invoke-ChildPwsh (Get-Wrapped '-Provider Telnyx -RecordingCount 120' delete-old-recordings "-Provider Telnyx -HoldPath '$TestDrive/none.json' -OlderThan $age")).ExitCode | Should -Be 1
        # A parameter that is not given is no question where nobody can answer.
        (Invoke-ChildPwsh (Get-Wrapped '-Provider Telnyx -RecordingCount 20' delete-old-recordings '-Provider Telnyx')).ExitCode | Should -Be 1
    }

    It 'delete-with-confirmation shows every detail and asks about each' {
        $script = Get-Wrapped '-Provider Telnyx -RecordingCount 120' delete-with-confirmation "-Provider Telnyx -Title '*' -Reason 'Customer asked' -OlderThan $age"
        $yes = Invoke-ChildPwsh $script -Option @() -StandardInput "Y`nN`nL`n"
        $yes.Flat | Should -Match 'CreatedAt : .*Duration : .*Id : '
        $yes.Flat | Should -Match 'Are you sure'
        $yes.Flat | Should -Match 'DELETED \[1\]'
        $yes.ExitCode | Should -Be 0
        $nobody = Invoke-ChildPwsh $script
        $nobody.ExitCode | Should -Be 1
        $nobody.Flat | Should -Match 'ConfirmationRequired|-Confirm:\$false'
        $nobody.Flat | Should -Not -Match 'DELETED \[[1-9]'
    }
}

Describe 'The Azure Automation runbook' {
    BeforeAll {
        # What the Az modules would do, with a folder in the place of the storage account.
        $azure = @{ Blobs = Join-Path $TestDrive 'blobs'; Asked = [Collections.Generic.List[string]]::new() }
        function global:Connect-AzAccount([switch] $Identity) { $azure.Asked.Add("identity $Identity") }
        function global:Get-AzKeyVaultSecret([string] $VaultName, [string] $Name) { $azure.Asked.Add("$VaultName/$Name"); [pscustomobject]@{ SecretValue = ConvertTo-Secret (Get-SandboxKey) } }
        function global:New-AzStorageContext([string] $StorageAccountName, [switch] $UseConnectedAccount) { "$StorageAccountName $UseConnectedAccount" }
        function global:Get-AzStorageBlobContent($Context, [string] $Container, [string] $Blob, [string] $Destination) { Copy-Item -LiteralPath "$($azure.Blobs)/$Container/$Blob" -Destination $Destination -PassThru }
        function global:Set-AzStorageBlobContent($Context, [string] $Container, [string] $File, [string] $Blob) { Copy-Item -LiteralPath $File -Destination "$($azure.Blobs)/$Container/$Blob" -PassThru }
        # The sandbox is connected already; the key that would be sent must be the vault's.
        function global:Connect-RecordingProvider([string] $Provider, [securestring] $ApiKey) { $azure.Asked.Add("$Provider $((ConvertFrom-SecureString $ApiKey -AsPlainText) -ceq (Get-SandboxKey))") }
    }
    AfterAll {
        Get-ChildItem function:Connect-AzAccount, function:Get-AzKeyVaultSecret, function:New-AzStorageContext, function:Get-AzStorageBlobContent, function:Set-AzStorageBlobContent, function:Connect-RecordingProvider | Remove-Item
    }
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 120
        if (Test-Path $azure.Blobs) { Remove-Item $azure.Blobs -Recurse }
        $null = New-Item -ItemType Directory "$($azure.Blobs)/retention", "$($azure.Blobs)/audit"
        @{ format = 'recordingcmdlets-policy/1'; fuse = @{ maximumShare = 0.5 }; rules = @(@{ name = 'Old calls'; providers = @('Telnyx'); olderThan = $age; action = 'delete' }) } |
            ConvertTo-Json -Depth 5 | Set-Content "$($azure.Blobs)/retention/policy.json"
        Copy-Item (Get-HoldFile) "$($azure.Blobs)/retention/holds.json"
        $before = Get-RemainingId
        $azure.Asked.Clear()
    }
    AfterEach { Clear-RecordingSession }

    It 'purges by policy, and keeps plan and ledger outside' {
        $old = @(Get-Recording | Where-Object { Test-Old $_ })
        $run = Invoke-Sample 'schedules/azure-automation/Invoke-RetentionJob' @{ VaultName = 'vault'; StorageAccount = 'store' }
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        Get-Gone $before Telnyx | Should -Be (Get-Sorted $old.Id)
        $azure.Asked | Should -Be @('identity True', 'vault/telnyx-api-key', 'Telnyx True')
        $kept = @(Get-ChildItem "$($azure.Blobs)/audit" -File)
        @($kept | Where-Object Name -Like '*.plan.jsonl').Count | Should -Be 1
        @($kept | Where-Object Name -Like '*.plan.csv').Count | Should -Be 1
        @($kept | Where-Object { (Get-FileHash $_.FullName).Hash -and $_.Name -like '*.jsonl' -and $_.Name -notlike '*.plan.jsonl' }).Count | Should -Be 1
        # The job's own disk is left clean.
        @(Get-ChildItem ([IO.Path]::GetTempPath()) -Directory -Filter 'retention-*') | Should -BeNullOrEmpty
    }

    It 'fails, and keeps the ledger all the same, when something failed or a limit holds' {
        (Get-Content "$($azure.Blobs)/retention/policy.json" -Raw).Replace('0.5', '0.01') | Set-Content "$($azure.Blobs)/retention/policy.json"
        $run = Invoke-Sample 'schedules/azure-automation/Invoke-RetentionJob' @{ VaultName = 'vault'; StorageAccount = 'store' }
        $run.ExitCode | Should -Be 1
        Get-RemainingId | Should -Be $before
        @(Get-ChildItem "$($azure.Blobs)/audit" -Filter *.plan.jsonl).Count | Should -Be 1

        (Get-Content "$($azure.Blobs)/retention/policy.json" -Raw).Replace('0.01', '0.5') | Set-Content "$($azure.Blobs)/retention/policy.json"
        # Listed, but none of them goes.
        Set-SandboxAnswer '/recordings/' -Status 422
        $failing = Invoke-Sample 'schedules/azure-automation/Invoke-RetentionJob' @{ VaultName = 'vault'; StorageAccount = 'store' }
        $failing.ExitCode | Should -Be 1
        "$($failing.Errors)" | Should -Match 'The next job goes on'
        Get-RemainingId | Should -Be $before
        @(Get-ChildItem "$($azure.Blobs)/audit" -Filter *.jsonl | Where-Object Name -NotLike '*.plan.jsonl').Count | Should -Be 1
    }
}
