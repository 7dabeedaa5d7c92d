BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    <# When a bot was made, from the sandbox's own data: of Recall its youngest recording, else its first status. #>
    function Get-BotMoment([string] $Provider, $Room, [string] $Id) {
        $texts = if ($Provider -eq 'Attendee') {
            $bot = $Room.Find($Id)
            @($bot.Events | ForEach-Object CreatedAt)[0] ?? $bot.JoinAt
        }
        else {
            $made = @($Room.Ids | ForEach-Object { $Room.Find($_) } | Where-Object BotId -EQ $Id | ForEach-Object { $_.StartedAt ?? $_.CreatedAt } | Sort-Object -Descending)
            $made.Count -gt 0 ? $made[0] : @($Room.FindBot($Id).StatusChanges | ForEach-Object CreatedAt | Sort-Object)[0]
        }
        $texts ? [DateTimeOffset]::Parse($texts, [cultureinfo]::InvariantCulture) : $null
    }

    function Get-Id($Item) { @($Item | ForEach-Object Id | Sort-Object -CaseSensitive) }

    <# The bots of Recall that have media, and those of Attendee that have data. #>
    function Get-MediaId([string] $Provider) {
        $room = Get-SandboxRoom $Provider
        @(($Provider -eq 'Recall' ? $room.BotIdsWithMedia : $room.Ids) | Sort-Object -CaseSensitive)
    }

    $quiet = @{ WarningAction = 'SilentlyContinue'; ErrorAction = 'SilentlyContinue' }
}

Describe 'Get-RecordingBot' {
    BeforeAll {
        $null = Start-RecordingSandbox -Provider Recall, Attendee -RecordingCount 60
        $recall = Get-SandboxRoom Recall
        $attendee = Get-SandboxRoom Attendee
    }
    BeforeEach { $null = Get-RecordingSandboxRequest -Clear }
    AfterAll { Clear-RecordingSession }

    It 'lists every bot of both services once, and app sessions only when they are asked for' {
        $bots = @(Get-RecordingBot)
        Get-Id ($bots | Where-Object Provider -EQ Recall) | Should -BeExactly @($recall.BotIds | Sort-Object -CaseSensitive)
        Get-Id ($bots | Where-Object Provider -EQ Attendee) | Should -BeExactly @($attendee.AllIds | Where-Object { $_ -cnotin $attendee.AppSessionIds } | Sort-Object -CaseSensitive)
        $attendee.AppSessionIds.Count | Should -BeGreaterThan 0
        Get-Id (Get-RecordingBot -Provider Attendee -IncludeAppSession) | Should -BeExactly @($attendee.AllIds | Sort-Object -CaseSensitive)
        @($bots.Kind | Select-Object -Unique) | Should -Be @('BotMedia')
    }

    It 'takes states in the words of <Provider>, in whatever case' -ForEach @(
        @{ Provider = 'Recall'; Status = @('done'); Other = 'FATAL' }
        @{ Provider = 'Attendee'; Status = @('ended'); Other = 'Fatal_Error' }
    ) {
        $all = @(Get-RecordingBot -Provider $Provider)
        $one = @(Get-RecordingBot -Provider $Provider -Status $Status)
        $two = @(Get-RecordingBot -Provider $Provider -Status ($Status + $Other))
        Get-Id $one | Should -BeExactly (Get-Id ($all | Where-Object Status -In $Status))
        Get-Id $two | Should -BeExactly (Get-Id ($all | Where-Object Status -In ($Status + $Other)))
        $one.Count | Should -BeGreaterThan 10
        $two.Count | Should -BeGreaterThan $one.Count
    }

    It 'takes every state that it shows' {
        foreach ($group in Get-RecordingBot | Where-Object Status | Group-Object Provider, Status) {
            $with = @{ Provider = $group.Group[0].Provider; Status = $group.Group[0].Status }
            Get-Id (Get-RecordingBot @with) | Should -BeExactly (Get-Id $group.Group) -Because $group.Name
        }
    }

    It 'takes a state of one service while both are connected' {
        Get-Id (Get-RecordingBot -Status ready) | Should -Be (Get-Id (Get-RecordingBot | Where-Object Status -EQ ready))
        Get-Id (Get-RecordingBot -Status joined_recording) | Should -Be (Get-Id (Get-RecordingBot -Provider Attendee | Where-Object Status -EQ joined_recording))
    }

    It 'matches names with wildcards, and what has no name never' {
        Get-Id (Get-RecordingBot -Name 'note*') | Should -Be (Get-Id (Get-RecordingBot -Provider Recall))
        @(Get-RecordingBot -Name '*') | Where-Object Provider -EQ Attendee | Should -BeNullOrEmpty
        @(Get-RecordingBot -Name 'x*', '?').Count | Should -Be 0
    }

    It 'lists at <_> exactly what is older, by the sandbox''s own data, and nothing without a date' -ForEach 'Recall', 'Attendee' {
        $room = Get-SandboxRoom $_
        $limit = [DateTimeOffset]::UtcNow.AddDays(-30)
        $moments = @{}
        $ids = @($_ -eq 'Recall' ? $room.BotIds : ($room.AllIds | Where-Object { $_ -notlike 'app_*' }))
        $old = foreach ($id in $ids) {
            $moment = Get-BotMoment $_ $room $id
            if ($null -eq $moment) { $moments[$id] = $true } elseif ($moment -lt $limit) { $id }
        }
        $old.Count | Should -BeGreaterThan 5
        if ($_ -eq 'Attendee') { $moments.Count | Should -BeGreaterThan 0 }
        Get-Id (Get-RecordingBot -Provider $_ -OlderThan 30d) | Should -BeExactly @($old | Sort-Object -CaseSensitive)
        Get-Id (Get-RecordingBot -Provider $_ -Before $limit) | Should -BeExactly @($old | Sort-Object -CaseSensitive)
        $young = Get-Id (Get-RecordingBot -Provider $_ -After $limit)
        $young.Count + $old.Count + $moments.Count | Should -Be $ids.Count
    }

    It 'stops asking after -First' {
        @(Get-RecordingBot -Provider Recall -First 3).Count | Should -Be 3
        @(Get-RecordingBot -Provider Attendee -First 26).Count | Should -Be 26
        @(Get-RecordingSandboxRequest -Provider Recall).Count | Should -Be 1
        @(Get-RecordingSandboxRequest -Provider Attendee).Count | Should -Be 2
        @(Get-RecordingBot -First 5000).Count | Should -Be @(Get-RecordingBot).Count
    }

    It 'reads single bots with one request each, and goes on after one that is not there' {
        $ids = @($recall.BotIds)[0, 1]
        $seen = Invoke-Recorded { Get-RecordingBot -Provider Recall -Id $ids[0], '00000000-0000-0000-0000-000000000000', $ids[1] }
        @($seen.Output.Id) | Should -Be $ids
        $seen.Errors.FullyQualifiedErrorId | Should -Be 'RecordingNotFound,RecordingCmdlets.Cmdlets.GetRecordingBotCommand'
        @(Get-RecordingSandboxRequest).Count | Should -Be 3
    }

    It 'tells apart two bots of Attendee whose ids differ by case only' {
        $twins = @($attendee.AllIds | Group-Object | Where-Object Count -EQ 2 | ForEach-Object Group)
        $twins.Count | Should -Be 2
        foreach ($id in $twins) { (Get-RecordingBot -Provider Attendee -Id $id).Id | Should -BeExactly $id }
    }

    It 'refuses ids that are none before anything is sent' {
        foreach ($with in @{ Provider = 'Recall'; Id = 'bot_Q1w2E3r4T5y6U7i8' }, @{ Provider = 'Recall'; Id = '../recording' }, @{ Provider = 'Attendee'; Id = '3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11' }, @{ Provider = 'Attendee'; Id = '.' }) {
            (Invoke-Recorded { Get-RecordingBot @with }).Errors.FullyQualifiedErrorId | Should -Match '^RecordingIdInvalid,' -Because $with.Id
        }
        (Invoke-Recorded { Get-RecordingBot -Id bot_Q1w2E3r4T5y6U7i8 }).Errors.FullyQualifiedErrorId | Should -Match '^ProviderAmbiguous,'
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }

    It 'is refused with an empty condition, which would mean all bots' {
        foreach ($name in 'Provider', 'Connection', 'Name', 'Status') {
            foreach ($value in $null, @(), '', @('x', $null)) {
                $with = @{ $name = $value }
                { Get-RecordingBot @with } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*' -Because $name
            }
        }
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }

    It 'has lists that can be indexed, so that [0] is never taken for all' {
        $bot = @(Get-RecordingBot -Provider Recall | Where-Object { $_.RecordingIds.Count -eq 2 })[0]
        @($bot.RecordingIds[0]).Count | Should -Be 1
        $bot.RecordingIds[1] | Should -BeExactly @($bot.RecordingIds)[1]
        $provider = Get-RecordingProvider Recall
        $provider.Regions[0] | Should -BeExactly 'us-east-1'
        $provider.Kinds[1] | Should -BeExactly 'BotMedia'
        $provider.Connections[0].Name | Should -BeExactly 'Recall'
    }

    It 'shows state, moment and number of recordings, and no link to a meeting' {
        $bot = Get-RecordingBot -Provider Recall | Where-Object { $_.RecordingIds.Count -eq 2 } | Select-Object -First 1
        $text = $bot | Out-String -Width 200
        $text | Should -Match 'Provider\s+Name\s+Status\s+Age\s+Id'
        $text | Should -Match "Recall\s+Notetaker\s+$($bot.Status)\s+\d+[dh]\s+$($bot.Id)"
        $list = $bot | Format-List | Out-String -Width 200
        $list | Should -Match "Created \(UTC\) : $($bot.CreatedAt.UtcDateTime.ToString('yyyy-MM-dd HH:mm'))"
        $list | Should -Match "Recordings    : $($bot.RecordingIds -join ', ')"
        $everything = @(Get-RecordingBot) | ForEach-Object { $_ | ConvertTo-Json -Depth 10 -WarningAction Ignore; $_ | Format-List * -Force | Out-String -Width 500 }
        foreach ($word in 'pwd=', 'meeting_password', 'X-Amz-Signature', 'zoom.us', 'meet.sandbox.example') { Find-Secret $everything $word | Should -BeNullOrEmpty -Because $word }
    }

    It 'shows no age below zero for a bot that is yet to come' {
        $coming = @(Get-RecordingBot -Provider Attendee | Where-Object CreatedAt -GT ([DateTimeOffset]::UtcNow))
        $coming.Count | Should -BeGreaterThan 0
        $coming | Out-String -Width 200 | Should -Not -Match '-\d+[dh]'
    }
}

Describe 'Get-RecordingBot at a service without bots' {
    AfterEach { Clear-RecordingSession }

    It 'is an error with a name' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
        (Invoke-Recorded { Get-RecordingBot -Provider Telnyx }).Ended.FullyQualifiedErrorId | Should -Be 'RecordingKindMismatch,RecordingCmdlets.Cmdlets.GetRecordingBotCommand'
        (Invoke-Recorded { Remove-BotMedia -Provider Telnyx -Id x -NoAudit -Confirm:$false }).Errors.FullyQualifiedErrorId | Should -Be 'RecordingKindMismatch,RecordingCmdlets.Cmdlets.RemoveBotMediaCommand'
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }
}

Describe 'Remove-BotMedia' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Recall, Attendee -RecordingCount 40
        $recall = Get-SandboxRoom Recall
        $attendee = Get-SandboxRoom Attendee
        $run = Get-RunParameter $TestDrive
    }
    AfterEach { Clear-RecordingSession }

    It 'removes what bots captured and nothing of those in a call; the bots stay, and the ledger tells it' {
        $count = $recall.BotIds.Count + $attendee.Count
        $bots = @(Get-RecordingBot)
        $results = @($bots | Remove-BotMedia @run -PassThru -Ticket CHG-7 -Reason 'Retention' @quiet)
        $results.Count | Should -Be $bots.Count
        $recall.BotIds.Count + $attendee.Count | Should -Be $count
        # What is still there belongs to a bot that was not eligible, or to none that was asked for.
        $kept = Get-Id ($results | Where-Object Outcome -EQ NotEligible)
        Get-MediaId Recall | Where-Object { $_ -cnotin $kept } | Should -BeNullOrEmpty
        Get-MediaId Attendee | Where-Object { $_ -cnotin $attendee.AppSessionIds } | Should -BeNullOrEmpty
        @($results | Where-Object Outcome -EQ Deleted).Count | Should -BeGreaterThan 60
        # Nothing is called gone that is there.
        @($results | Where-Object { $_.Outcome -in 'Deleted', 'AlreadyGone' -and $_.Id -cin (Get-MediaId $_.Provider) }) | Should -BeNullOrEmpty
        @($results | Where-Object Outcome -EQ AlreadyGone | ForEach-Object Evidence | Select-Object -Unique) | Should -Be @('ReadBack')
        Find-LedgerFault $run.AuditPath | Should -BeNullOrEmpty
        $lines = @(Read-Ledger $run.AuditPath)
        @($lines | Where-Object type -EQ outcome).Count | Should -Be $bots.Count
        @($lines | Where-Object type -EQ outcome | ForEach-Object kind | Select-Object -Unique) | Should -Be @('BotMedia')
        @(Get-RecordingAudit $run.AuditPath | ForEach-Object Ticket | Select-Object -Unique) | Should -Be @('CHG-7')
        # Again: nothing is sent, since all of it is known to be over.
        $null = Get-RecordingSandboxRequest -Clear
        @(Get-RecordingBot | Remove-BotMedia @run -PassThru @quiet | Where-Object Outcome -EQ Deleted).Count | Should -Be 0
        Get-DestroyingCount | Should -Be 0
    }

    It 'says with -WhatIf exactly what it then does, with a hold and a limit' {
        $null = Get-RecordingBot -Provider Attendee -First 3 | Add-RecordingHold -Ticket T -HoldPath $run.HoldPath -AuditPath "$TestDrive/holds"
        $null = Get-RecordingSandboxRequest -Clear
        $trial = @(Get-RecordingBot -IncludeAppSession | Remove-BotMedia @run -MaxDelete 50 -PassThru -WhatIf @quiet)
        Get-DestroyingCount | Should -Be 0
        Test-Path $run.AuditPath | Should -BeFalse
        $would = Get-Id ($trial | Where-Object Outcome -EQ WouldRemove)
        $would.Count | Should -Be 50
        $real = @(Get-RecordingBot -IncludeAppSession | Remove-BotMedia @run -MaxDelete 50 -PassThru @quiet)
        Get-Id ($real | Where-Object Outcome -EQ Deleted) | Should -BeExactly $would
        $asked = @(Get-RecordingSandboxRequest POST | ForEach-Object { $_.Path.TrimEnd('/').Split('/')[-2] } | Sort-Object -CaseSensitive)
        $asked | Should -BeExactly $would
        @($real | Where-Object Outcome -EQ LimitReached).Count | Should -BeGreaterThan 10
        @($trial | Group-Object Outcome | ForEach-Object { "$($_.Name) $($_.Count)" }) -replace 'WouldRemove', 'Deleted' | Sort-Object |
            Should -Be @($real | Group-Object Outcome | ForEach-Object { "$($_.Name) $($_.Count)" } | Sort-Object)
    }

    It 'tells in -WhatIf what goes and that the bot stays' {
        $bot = Get-RecordingBot -Provider Recall -Status done -First 1
        $child = Invoke-ChildPwsh @'
$null = Start-RecordingSandbox -Provider Recall, Attendee -RecordingCount 20
Get-RecordingBot -Status done -Provider Recall -First 1 | Remove-BotMedia -WhatIf
Get-RecordingBot -Status ended -Provider Attendee -First 1 | Remove-BotMedia -WhatIf
'@
        $bot | Should -Not -BeNullOrEmpty
        $child.Flat | Should -Match 'Performing the operation "Delete all media permanently" on target "Recall\.ai, "Notetaker", created [^"]* kind BotMedia, id [0-9a-f-]{36}, everything that the bot captured; the bot itself stays"'
        $child.Flat | Should -Match 'Performing the operation "Delete all data permanently" on target "Attendee bots, [^"]*id bot_\w{16}, everything that the bot captured; the bot itself stays"'
    }

    It 'takes ids, looks before it sends, and knows what is not there or not over' {
        $over = (Get-RecordingBot -Provider Recall -Status done -First 1).Id
        $inCall = (Get-RecordingBot -Provider Recall | Where-Object Status -EQ in_call_recording | Select-Object -First 1).Id
        $gone = (Get-RecordingBot -Provider Recall | Where-Object Status -EQ media_expired | Select-Object -First 1).Id
        $null = Get-RecordingSandboxRequest -Clear
        $results = @(Remove-BotMedia -Provider Recall -Id $over, $inCall, $gone, '00000000-0000-0000-0000-000000000000', 'a/b' @run -PassThru -ErrorVariable failed @quiet)
        # Refusals come at once, what was sent when its answer is there.
        @($results | Sort-Object Id | ForEach-Object { "$($_.Id)=$($_.Outcome)" }) | Should -Be @("$over=Deleted", "$inCall=NotEligible", "$gone=AlreadyGone", '00000000-0000-0000-0000-000000000000=NotFound', 'a/b=NotEligible' | Sort-Object)
        @($failed.FullyQualifiedErrorId | Sort-Object) | Should -Be @('RecordingIdInvalid,RecordingCmdlets.Cmdlets.RemoveBotMediaCommand', 'RecordingNotFound,RecordingCmdlets.Cmdlets.RemoveBotMediaCommand')
        Get-DestroyingCount | Should -Be 1
        @(Get-RecordingSandboxRequest GET).Count | Should -BeGreaterOrEqual 4
        # Nobody is left to think that something happened.
        Remove-BotMedia -Provider Recall -Id $inCall @run -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match '1 NotEligible'
    }

    It 'takes rows of a CSV, and of two ids that differ by case only the one that the row names' {
        $twins = @($attendee.Ids | Group-Object | Where-Object Count -EQ 2 | ForEach-Object Group)
        $file = "$TestDrive/bots.csv"
        Get-RecordingBot -Provider Attendee -Id $twins[0] | Export-Csv $file
        Get-RecordingBot -Provider Recall -Status done -First 2 | Select-Object Provider, Connection, Kind, Id | Export-Csv $file -Append -Force
        $results = @(Import-Csv $file | Remove-BotMedia @run -PassThru @quiet)
        @($results.Outcome) | Should -Be @('Deleted', 'Deleted', 'Deleted')
        
        @($attendee.Ids | Where-Object { $_ -ceq $twins[0] }).Count | Should -Be 0
        @($attendee.Ids | Where-Object { $_ -ceq $twins[1] }).Count | Should -Be 1
        # Rows that say keep are kept.
        $row = Get-RecordingBot -Provider Attendee -Status ended -First 1 | Select-Object Provider, Id, @{ Name = 'Decision'; Expression = { 'keep' } }
        (Invoke-Recorded { $row | Remove-BotMedia @run }).Errors.FullyQualifiedErrorId | Should -Match '^PlanLineKeeps,'
        Get-DestroyingCount | Should -Be 3
    }

    It 'takes bots that came out of a job, a file or another process' {
        $bots = @(Get-RecordingBot -Provider Recall -Status done -First 3; Get-RecordingBot -Provider Attendee -Status ended -First 3)
        $bots[0, 3] | Export-Clixml "$TestDrive/bots.xml"
        $fromFile = @(Import-Clixml "$TestDrive/bots.xml")
        $one = $bots[1]
        $fromJob = @(Start-ThreadJob { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($using:one)) } | Receive-Job -Wait -AutoRemoveJob)
        $selected = $bots[2, 4] | Select-Object Provider, Id
        $fromFile[0].PSTypeNames | Should -Contain 'Deserialized.RecordingCmdlets.RecordingBot'
        $results = @(@($fromFile) + $fromJob + $selected | Remove-BotMedia @run -PassThru @quiet)
        @($results.Outcome | Select-Object -Unique) | Should -Be @('Deleted')
        Get-Id $results | Should -BeExactly (Get-Id $bots[0..4])
    }

    It 'keeps the media of a bot one of whose recordings is on hold' {
        $bot = @(Get-RecordingBot -Provider Recall -Status done | Where-Object { $_.RecordingIds.Count -eq 2 })[0]
        $other = @(Get-RecordingBot -Provider Recall -Status done | Where-Object { $_.RecordingIds.Count -eq 1 })[0]
        $null = Get-Recording -Provider Recall -Id $bot.RecordingIds[1] | Add-RecordingHold -Ticket T -HoldPath $run.HoldPath -AuditPath "$TestDrive/holds"
        foreach ($items in @($bot, $other), @($bot | Select-Object Provider, Id)) {
            $results = @($items | Remove-BotMedia @run -PassThru @quiet)
            ($results | Where-Object Id -EQ $bot.Id).Outcome | Should -Be 'Held'
        }
        Get-MediaId Recall | Should -Contain $bot.Id
        Get-MediaId Recall | Should -Not -Contain $other.Id
        $recall.Ids | Should -Contain $bot.RecordingIds[0]
    }

    It 'has its hold on a bot keep the recordings of that bot from Remove-Recording' {
        $bot = @(Get-RecordingBot -Provider Recall -Status done | Where-Object { $_.RecordingIds.Count -eq 2 })[0]
        $null = $bot | Add-RecordingHold -Ticket T -HoldPath $run.HoldPath -AuditPath "$TestDrive/holds"
        $results = @(Get-Recording -Provider Recall | Remove-Recording @run -PassThru @quiet)
        Get-Id ($results | Where-Object Outcome -EQ Held) | Should -Be @($bot.RecordingIds | Sort-Object)
        $single = Remove-Recording -Provider Recall -Id $bot.RecordingIds[0] @run -PassThru @quiet
        $single.Outcome | Should -Be 'Held'
        @($recall.Ids | Where-Object { $_ -in $bot.RecordingIds }).Count | Should -Be 2
    }

    It 'keeps with -UnlessActionItem what has action items or does not tell, and removes the rest' {
        $bots = @(Get-RecordingBot -Provider Recall -Status done -First 4)
        # The workspace has the call no more: nothing can be told.
        $recall.Intelligence = 'Retired410'
        $results = @($bots | Remove-BotMedia -UnlessActionItem @run -PassThru @quiet)
        @($results.Outcome | Select-Object -Unique) | Should -Be @('NotEligible')
        $answers = @(
            @{ Status = 200; Body = '{"action_items":[{"text":"call back"}]}'; Outcome = 'NotEligible' }
            @{ Status = 200; Body = '{"summary":"nothing about it"}'; Outcome = 'NotEligible' }
            @{ Status = 200; Body = '{"action_items":null}'; Outcome = 'NotEligible' }
            @{ Status = 200; Body = '<html>'; Outcome = 'NotEligible' }
            @{ Status = 403; Body = '{"detail":"no"}'; Outcome = 'NotEligible' }
            @{ Status = 200; Body = '{"action_items":[]}'; Outcome = 'Deleted' }
        )
        foreach ($answer in $answers) {
            Set-SandboxAnswer -PathPart '/intelligence/' -Status $answer.Status -Body $answer.Body
            $result = $bots[0] | Remove-BotMedia -UnlessActionItem @run -PassThru @quiet
            $result.Outcome | Should -Be $answer.Outcome -Because $answer.Body
        }
        Get-DestroyingCount | Should -Be 1
    }

    It 'refuses -UnlessActionItem where the service does not tell of action items' {
        $seen = Invoke-Recorded { Get-RecordingBot -Provider Attendee -Status ended -First 1 | Remove-BotMedia -UnlessActionItem @run }
        "$($seen.Errors.FullyQualifiedErrorId)" | Should -Be 'ActionItemsUnsupported,RecordingCmdlets.Cmdlets.RemoveBotMediaCommand'
        "$($seen.Errors)" | Should -Match 'not supported by Attendee'
        Get-DestroyingCount | Should -Be 0
    }

    It 'claims no more than it can prove when the service is slow to remove' {
        $bots = @(Get-RecordingBot -Provider Recall -Status done -First 2)
        $recall.DeleteMediaDelay = 1
        $soon = $bots[1] | Remove-BotMedia @run -PassThru @quiet
        # It is read back until it shows; what is called deleted is gone.
        $soon.Outcome | Should -Be 'Deleted'
        $soon.Evidence | Should -Be 'ReadBack'
        Get-MediaId Recall | Should -Not -Contain $bots[1].Id
    }
}

Describe 'A thing of the wrong kind' {
    BeforeAll {
        $null = Start-RecordingSandbox -Provider Recall, Attendee -RecordingCount 20
        $run = Get-RunParameter $TestDrive
        $bot = Get-RecordingBot -Provider Recall -Status done -First 1
        $recording = Get-Recording -Provider Recall -Status done -First 1
    }
    BeforeEach { $null = Get-RecordingSandboxRequest -Clear }
    AfterAll { Clear-RecordingSession }

    It 'is an error of Remove-Recording, and nothing is sent: <Name>' -ForEach @(
        @{ Name = 'a bot of Recall'; Item = { $bot } }
        @{ Name = 'a bot of Attendee'; Item = { Get-RecordingBot -Provider Attendee -Status ended -First 1 } }
        @{ Name = 'a saved bot'; Item = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($bot)) } }
        @{ Name = 'a row of a bot'; Item = { $bot | Select-Object Provider, Kind, Id } }
        @{ Name = 'a reference to a bot'; Item = { $bot.Reference } }
    ) {
        $thing = & $Item
        $null = Get-RecordingSandboxRequest -Clear
        $seen = Invoke-Recorded { $thing | Remove-Recording @run }
        "$($seen.Errors.FullyQualifiedErrorId)" | Should -Be 'RecordingKindMismatch,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }

    It 'is an error of Remove-BotMedia, and nothing is sent: <Name>' -ForEach @(
        @{ Name = 'a recording'; Item = { $recording } }
        @{ Name = 'a saved recording'; Item = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($recording)) } }
        @{ Name = 'a row of a recording'; Item = { $recording | Select-Object Provider, Kind, Id } }
        @{ Name = 'a reference to a recording'; Item = { $recording.Reference } }
    ) {
        $thing = & $Item
        $seen = Invoke-Recorded { $thing | Remove-BotMedia @run }
        "$($seen.Errors.FullyQualifiedErrorId)" | Should -Be 'RecordingKindMismatch,RecordingCmdlets.Cmdlets.RemoveBotMediaCommand'
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }

    It 'is found out by a look when the row does not say what it is' {
        foreach ($line in { $bot | Select-Object Provider, Id | Remove-Recording @run }, { $recording | Select-Object Provider, Id | Remove-BotMedia @run }) {
            (Invoke-Recorded $line).Errors.FullyQualifiedErrorId | Should -Match '^RecordingNotFound,'
        }
        Get-DestroyingCount | Should -Be 0
    }

    It 'does not stop the things that are of the right one' {
        $seen = Invoke-Recorded { $recording, $bot | Remove-BotMedia @run -PassThru }
        $seen.Errors.Count | Should -Be 1
        ($seen.Output | Where-Object Id -EQ $bot.Id).Outcome | Should -Be 'Deleted'
        Get-DestroyingCount | Should -Be 1
    }
}
