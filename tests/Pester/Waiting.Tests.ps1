# Waiting for bots, and what was said in their meetings.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    <# The ids of errors, in the order of the pipeline. #>
    function Get-ErrorId($Errors) { @($Errors | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) }
}

Describe 'Wait-RecordingBot in a meeting' {
    BeforeAll { $null = Start-RecordingSandbox -Provider Recall, Attendee -RecordingCount 0 -LiveBot 9 }
    AfterAll { Clear-RecordingSession }

    It 'gives every bot of <_> that gets there as it is then, and says of the others why not' -ForEach 'Recall', 'Attendee' {
        $live = @(Get-RecordingBot -Provider $_)
        $live.Count | Should -Be 9
        $there = @($live | Wait-RecordingBot -Interval 1s -Timeout 5m -ErrorVariable failed -ErrorAction SilentlyContinue)
        $there.Count | Should -Be 6
        @($there.Status | Select-Object -Unique) | Should -BeIn 'done', 'analysis_done', 'analysis_failed', 'ended'
        $there[0] | Should -BeOfType ([RecordingCmdlets.RecordingBot])
        Get-ErrorId $failed | Should -Be @('BotFailed', 'BotFailed', 'BotFailed')
        @($failed.TargetObject.Id) + @($there.Id) | Sort-Object -CaseSensitive | Should -BeExactly @($live.Id | Sort-Object -CaseSensitive)
    }
}

Describe 'Wait-RecordingBot' {
    BeforeAll { $null = Start-RecordingSandbox -Provider Recall, Attendee, Telnyx -RecordingCount 30 }
    BeforeEach { $null = Get-RecordingSandboxRequest -Clear }
    AfterAll { Clear-RecordingSession }

    It 'takes rows and ids, and asks for each once where it is there already' {
        $bots = @(Get-RecordingBot -Provider Recall -Status done | Select-Object -First 3)
        $null = Get-RecordingSandboxRequest -Clear
        $rows = @($bots | Select-Object Provider, Connection, Kind, Id | ConvertTo-Csv | ConvertFrom-Csv | Wait-RecordingBot)
        $named = @(Wait-RecordingBot -Provider Recall -Id $bots.Id)
        @($rows.Id | Sort-Object) | Should -Be @($bots.Id | Sort-Object)
        @($named.Id | Sort-Object) | Should -Be @($bots.Id | Sort-Object)
        @(Get-RecordingSandboxRequest).Count | Should -Be 6
    }

    It 'goes on to the command after it while it still waits' {
        $done = (Get-RecordingBot -Provider Recall -Status done)[0]
        (Get-RecordingBot -Provider Recall -Status ready)[0], $done | Wait-RecordingBot -Timeout 5m | Select-Object -First 1 | ForEach-Object Id | Should -Be $done.Id
    }

    It 'refuses words that nobody has before anything is sent, and completes those that are' {
        { Wait-RecordingBot -Provider Recall -Id 3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11 -For finnished } | Should -Throw -ErrorId 'BotStateUnknown,*'
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
        (TabExpansion2 'Wait-RecordingBot -Provider Recall -For med').CompletionMatches.CompletionText | Should -Be 'media_expired'
        (TabExpansion2 'Wait-RecordingBot -For fin').CompletionMatches.CompletionText | Should -Be 'finished'
    }

    It 'names what is wrong with each item and goes on' {
        $done = (Get-RecordingBot -Provider Attendee -Status ended)[0]
        $telnyx = (Get-Recording -Provider Telnyx)[0]
        $items = $telnyx, 'bot', [pscustomobject]@{ Provider = 'Attendee'; Id = 'bot_0000000000000000' }, [pscustomobject]@{ Provider = 'Attendee'; Id = '../x' }, $done
        $found = @($items | Wait-RecordingBot -Interval 1s -ErrorVariable failed -ErrorAction SilentlyContinue)
        $found.Id | Should -Be $done.Id
        Get-ErrorId $failed | Sort-Object | Should -Be @('RecordingIdInvalid', 'RecordingInputUnsupported', 'RecordingKindMismatch', 'RecordingNotFound')
    }

    It 'has a category for each end' {
        Wait-RecordingBot -Provider Recall -Id (Get-RecordingBot -Provider Recall -Status ready)[0].Id -Timeout 1s -ErrorVariable late -ErrorAction SilentlyContinue
        Wait-RecordingBot -Provider Recall -Id (Get-RecordingBot -Provider Recall -Status media_expired)[0].Id -ErrorVariable gone -ErrorAction SilentlyContinue
        "$(Get-ErrorId $late) $($late[0].CategoryInfo.Category)" | Should -Be 'BotWaitTimeout OperationTimeout'
        "$(Get-ErrorId $gone) $($gone[0].CategoryInfo.Category)" | Should -Be 'BotStateUnreachable InvalidResult'
    }

    It 'comes back at once when it is stopped, and asks nothing more' {
        $other = Open-SandboxRunspace @{ Provider = 'Recall'; RecordingCount = 30 }
        try {
            $stopped = Invoke-Stopped $other { Get-RecordingBot -Status ready | Wait-RecordingBot -Interval 1s } @{} { $other.Server.GetRequests().Count -ge 3 } -Provider Recall
            $stopped.Reached | Should -BeTrue
            $stopped.State | Should -Be 'Stopped'
            $stopped.NewRequests | Should -Be 0
        }
        finally { Close-SandboxRunspace $other }
    }
}

Describe 'Get-BotTranscript' {
    BeforeAll {
        $null = Start-RecordingSandbox -RecordingCount 30
        $quiet = @{ ErrorAction = 'SilentlyContinue' }
    }
    AfterAll { Clear-RecordingSession }

    It 'gives what was said at <Provider>, each with its item' -ForEach @(
        @{ Provider = 'Recall'; Timed = 'all' }
        @{ Provider = 'Attendee'; Timed = 'some' }
        @{ Provider = 'Webex'; Timed = 'all' }
        @{ Provider = 'Telnyx'; Timed = 'none' }
    ) {
        $items = @(if ($Provider -in 'Recall', 'Attendee') { Get-RecordingBot -Provider $Provider } else { Get-Recording -Provider $Provider -After (Get-Date).AddDays(-90) })
        $said = @($items | Get-BotTranscript @quiet -ErrorVariable failed)
        $said.Count | Should -BeGreaterThan 5
        $said[0] | Should -BeOfType ([RecordingCmdlets.TranscriptUtterance])
        @($said.Provider | Select-Object -Unique) | Should -Be $Provider
        @($said.Id | Where-Object { $_ -cnotin $items.Id }).Count | Should -Be 0
        # The sandbox, like the service, does not know of every meeting of Attendee when it began.
        $withTime = @($said | Where-Object { $null -ne $_.Start }).Count
        ($withTime -eq $said.Count ? 'all' : $withTime -gt 0 ? 'some' : 'none') | Should -Be $Timed
        Get-ErrorId $failed | Select-Object -Unique | Should -BeIn 'TranscriptMissing', 'TranscriptNotReady'
    }

    It 'takes recordings as well as their bot, and a bare id for a bot''s' {
        $bot = Get-RecordingBot -Provider Recall | Where-Object { $_.RecordingIds.Count -eq 1 -and ($_ | Get-BotTranscript @quiet) } | Select-Object -First 1
        $of = @{ Recording = Get-BotTranscript -Provider Recall -Kind Recording -Id $bot.RecordingIds[0] -AsText; Bot = Get-BotTranscript -Provider Recall -Id $bot.Id -AsText }
        $of.Recording | Should -BeExactly $of.Bot
        $of.Bot | Should -BeLike '*: *'
    }

    It 'writes one text for each item in <Form>' -ForEach @(
        @{ Form = 'AsText'; Like = 'Ana Ruiz: *' }
        @{ Form = 'AsVtt'; Like = "WEBVTT`n`n00:*<v Ana Ruiz>*" }
        @{ Form = 'AsSrt'; Like = "1`n00:00:0?,??? --> 00:00:*,???`nAna Ruiz: *" }
    ) {
        $with = @{ $Form = $true }
        $texts = @(Get-RecordingBot -Provider Recall -Status done | Get-BotTranscript @with @quiet)
        $texts.Count | Should -BeGreaterThan 3
        foreach ($text in $texts) { $text | Should -BeLike $Like }
    }

    It 'refuses subtitles without times, and two forms at once' {
        $call = Get-Recording -Provider Telnyx | Where-Object { $_ | Get-BotTranscript @quiet } | Select-Object -First 1
        $call | Get-BotTranscript -AsSrt @quiet -ErrorVariable failed | Should -BeNullOrEmpty
        Get-ErrorId $failed | Should -Be 'TranscriptUntimed'
        { $call | Get-BotTranscript -AsSrt -AsText } | Should -Throw -ErrorId 'TranscriptFormatAmbiguous,*'
    }

    It 'says what there is none of: no transcript, and none at the service' {
        $gone = (Get-RecordingBot -Provider Recall -Status media_expired)[0]
        $gone | Get-BotTranscript @quiet -ErrorVariable none
        Get-Recording -Provider Vonage | Select-Object -First 1 | Get-BotTranscript @quiet -ErrorVariable never
        "$(Get-ErrorId $none) $($none[0].CategoryInfo.Category) $($none[0].TargetObject.Id)" | Should -Be "TranscriptMissing ObjectNotFound $($gone.Id)"
        Get-ErrorId $never | Should -Be 'TranscriptUnsupported'
    }

    It 'is shown as a table of times, speakers and words' {
        $bot = Get-RecordingBot -Provider Recall -Status done | Where-Object { $_ | Get-BotTranscript @quiet } | Select-Object -First 1
        $bot | Get-BotTranscript | Out-String | Should -Match '(?s)Start +Speaker +Text.*0:00:01 +Ana Ruiz +Let us start\.'
    }
}

Describe 'Get-BotIntelligence' {
    BeforeAll {
        $null = Start-RecordingSandbox -Provider Recall, Attendee -RecordingCount 30
        $room = Get-SandboxRoom Recall
        $bot = (Get-RecordingBot -Provider Recall -Status done)[0]
    }
    AfterAll { Clear-RecordingSession }

    It 'gives what the service concluded, typed' {
        $room.Conclusions[$bot.Id] = '{"action_items":[{"text":"Send the figures to Bo.","assignee":"Ana"}],"topics":["Launch"],"summary":"Short.","video_url":"https://x.example/?sig=1"}'
        $found = $bot | Get-BotIntelligence
        $found.IsAvailable | Should -BeTrue
        "$($found.ActionItems[0].Owner): $($found.ActionItems[0].Text)" | Should -Be 'Ana: Send the figures to Bo.'
        $found.Topics | Should -Be 'Launch'
        $found.Summary | Should -Be 'Short.'
        $found.Service.ContainsKey('video_url') | Should -BeFalse
    }

    It 'says where it is retired that nothing is known, and writes no error' {
        $room.Intelligence = 'Retired404'
        $found = $bot | Get-BotIntelligence -ErrorVariable failed -Verbose 4>&1
        $failed | Should -BeNullOrEmpty
        @($found | Where-Object { $_ -is [RecordingCmdlets.BotIntelligence] }).IsAvailable | Should -BeFalse
        "$found" | Should -BeLike '*not available for this account*'
    }

    It 'refuses a service that has nothing of the kind' {
        Get-RecordingBot -Provider Attendee | Select-Object -First 1 | Get-BotIntelligence -ErrorVariable failed -ErrorAction SilentlyContinue
        Get-ErrorId $failed | Should -Be 'BotIntelligenceUnsupported'
    }
}
