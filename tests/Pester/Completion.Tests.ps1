BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    function Get-Completion([string] $Line) { @((TabExpansion2 $Line).CompletionMatches) }
    function Get-CompletionText([string] $Line) { @(Get-Completion $Line | ForEach-Object CompletionText) }

    # A listed item, as no service of the sandbox would make one.
    function Add-Listed([string] $Id, [string] $Title) {
        $room = Get-SandboxRoom Telnyx
        $one = [Activator]::CreateInstance($room.GetType().Assembly.GetType('RecordingCmdlets.Sandbox.TelnyxRecording'))
        @{ Id = $Id; CreatedAt = '2026-01-05T09:00:00.000Z'; From = $Title; To = '1' }.GetEnumerator() | ForEach-Object { $one.GetType().GetProperty($_.Key).SetValue($one, $_.Value) }
        $room.Add($one)
    }
}

Describe 'Completion' {
    BeforeEach { $null = Start-RecordingSandbox -Provider Webex, Telnyx, Recall, Attendee -RecordingCount 6 }
    AfterEach { Clear-RecordingSession }

    It 'offers services, the connected ones first, and says what they are' {
        $found = Get-Completion 'Get-Recording -Provider '
        $found.CompletionText | Should -Be 'Attendee', 'Recall', 'Telnyx', 'Webex', 'Vonage'
        $found[3].ToolTip | Should -Match 'Webex.*, connected: Webex$'
        $found[4].ToolTip | Should -Not -Match 'connected'
        Get-CompletionText 'Get-RecordingSandboxRequest -Provider T' | Should -Be 'Telnyx'
    }

    It 'offers connections, kinds, roles, states and filters of the services that the line names' {
        Connect-Sandbox -Name Second
        Get-CompletionText 'Get-Recording -Provider Telnyx -Connection ' | Should -Be 'Second', 'Telnyx'
        Get-CompletionText 'Disconnect-RecordingProvider -Name S' | Should -Be 'Second'
        Get-CompletionText 'Add-RecordingHold -Provider Vonage -Kind ' | Should -Be 'Company', 'OnDemand'
        Get-CompletionText 'Connect-RecordingProvider Webex -Role ' | Should -Be 'User', 'Admin', 'ComplianceOfficer'
        Get-CompletionText 'Get-RecordingBot -Provider Recall -Status med' | Should -Be 'media_expired'
        Get-CompletionText 'Get-Recording -Provider Webex -Status ' | Should -Be 'deleted'
        Get-CompletionText 'Get-Recording -Provider Attendee -Status en' | Should -Be 'ended'
        Get-CompletionText 'Get-Recording -Provider Recall -Status joining_call' | Should -BeNullOrEmpty -Because 'no recording of Recall.ai joins a call'
        Get-CompletionText 'Get-Recording -Provider Webex -Filter ' | Should -Be "@{format=''}", "@{serviceType=''}", "@{topic=''}"
        Get-CompletionText 'Start-RecordingSandbox -Role ' | Should -Contain "@{Webex='Admin'}"
        Get-CompletionText 'Start-RecordingSandbox -FaultRate ' | Should -Contain '@{Throttle=0.1}'
        Get-CompletionText 'Get-RecordingAudit -Outcome D' | Should -Be 'Deleted'
    }

    It 'offers filters, roles and faults that the commands take' {
        foreach ($filter in Get-CompletionText 'Get-Recording -Provider Telnyx -Filter ') { { Get-Recording -Provider Telnyx -Filter (& ([scriptblock]::Create($filter))) -First 1 } | Should -Not -Throw }
        Stop-RecordingSandbox
        foreach ($role in Get-CompletionText 'Start-RecordingSandbox -Role ') { { $null = Start-RecordingSandbox -Provider Webex -RecordingCount 0 -Role (& ([scriptblock]::Create($role))) } | Should -Not -Throw; Stop-RecordingSandbox }
        foreach ($fault in Get-CompletionText 'Start-RecordingSandbox -FaultRate ') { { $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 0 -FaultRate (& ([scriptblock]::Create($fault))) } | Should -Not -Throw; Stop-RecordingSandbox }
    }

    It 'offers ids of what was listed, the last one first, with titles, and never asks for them' {
        Get-Completion 'Remove-Recording -Provider Telnyx -Id ' | Should -BeNullOrEmpty
        $calls = @(Get-Recording -Provider Telnyx)
        $null = Get-Recording -Provider Webex
        $bots = @(Get-RecordingBot -Provider Recall)
        $null = Get-RecordingSandboxRequest -Clear
        [array]::Reverse($calls)

        $found = Get-Completion 'Remove-Recording -Provider Telnyx -Id '
        $found.ListItemText | Should -Be $calls.Id
        $found.ToolTip | Should -Be @($calls | ForEach-Object { "Telnyx, Recording: $($_.Title ?? $_.Status)" })
        @(Get-Completion 'Remove-BotMedia -Id ').ListItemText | Sort-Object | Should -Be @($bots.Id | Sort-Object)
        @(Get-Completion 'Remove-Recording -Provider Recall -Id ') | Should -BeNullOrEmpty -Because 'only bots were listed there'
        @(Get-Completion 'Get-BotTranscript -Provider Recall -Id ').Count | Should -Be $bots.Count
        @(Get-Completion 'Add-RecordingHold -Provider Telnyx -Id ').Count | Should -Be 6
        @(Get-Completion 'Remove-Recording -Provider Telnyx -Connection Other -Id ') | Should -BeNullOrEmpty
        $part = $calls[2].Id.Substring(0, 6)
        @(Get-Completion "Remove-Recording -Provider Telnyx -Id $part").ListItemText | Should -Be $calls[2].Id
        Get-CompletionText 'Get-Recording -Provider Telnyx -Status ' | Should -Be 'completed'
        foreach ($command in Get-Command -Module RecordingCmdlets) { foreach ($name in 'Id', 'Provider', 'Connection', 'Kind', 'Status', 'Filter', 'For', 'Role') { $null = Get-Completion "$($command.Name) -$name " } }
        @(Get-RecordingSandboxRequest) | Should -BeNullOrEmpty
    }

    It 'remembers so many at the most' {
        Stop-RecordingSandbox
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 700
        $ids = @((Get-Recording).Id)
        $ids.Count | Should -BeGreaterThan 500
        @(Get-Completion 'Get-Recording -Id ').ListItemText | Should -Be $ids[-1..-500]
        Stop-RecordingSandbox
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 1
        Get-Completion 'Get-Recording -Id ' | Should -BeNullOrEmpty -Because 'these are of another connection'

        $null = Get-Recording
        Get-Completion 'Get-Recording -Id ' | Should -Not -BeNullOrEmpty
        Connect-RecordingProvider Telnyx -Name (Get-RecordingProvider Telnyx).Connections[0].Name -BaseUri (Get-SandboxServer).GetBaseUri('Telnyx') -ApiKey (ConvertTo-Secret (Get-SandboxKey))
        Get-Completion 'Get-Recording -Id ' | Should -BeNullOrEmpty -Because 'a connection of the same name may be to another account'
    }

    It 'writes what a service says into the line as one word, or not at all' {
        # Quotes that PowerShell takes for quotes, a parameter, a number, and what a terminal would obey.
        $odd = "a';calc;'", "b`u{2019};calc;`u{2018}", '-WhatIf', '1e5', '$(calc)', "x`e]0;y", "z`n"
        foreach ($id in $odd) { Add-Listed $id "`e[8mTitle" }
        $null = Get-Recording -Provider Telnyx
        $found = @(Get-Completion 'Remove-Recording -Provider Telnyx -Id ')
        $found.ToolTip | Should -Not -Match "`e"
        $taken = foreach ($text in $found.CompletionText) {
            $words = [Management.Automation.Language.Parser]::ParseInput("Remove-Recording -Id $text", [ref]$null, [ref]$null).EndBlock.Statements
            $words.Count | Should -Be 1
            $words[0].PipelineElements[0].CommandElements.Count | Should -Be 3 -Because $text
            $words[0].PipelineElements[0].CommandElements[2].SafeGetValue()
        }
        $taken | Should -BeOfType ([string])
        $taken | Sort-Object | Should -Be @(@($odd[0..4]) + @((Get-SandboxServer).GetRecordingIds('Telnyx') | Where-Object { $_ -notin $odd }) | Sort-Object)
    }

    It 'is silent when it fails' {
        $child = Invoke-ChildPwsh @'
$copy = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('N'))
$null = New-Item -ItemType Directory $copy
try {
    Remove-Module RecordingCmdlets
    $from = (Get-Module RecordingCmdlets -ListAvailable)[0].ModuleBase
    Copy-Item $from/* $copy -Recurse
    Remove-Item $copy/module/bin/deps/RecordingCmdlets.Engine.dll
    "BEGIN"
    $null = pwsh -NoProfile -Command "Import-Module '$copy/RecordingCmdlets.psd1'; `$Error.Clear(); foreach (`$line in 'Get-Recording -Provider ', 'Remove-Recording -Id ', 'Get-Recording -Status ') { `$found = @((TabExpansion2 `$line).CompletionMatches | Where-Object ResultType -EQ ParameterValue); if (`$found.Count -or `$Error.Count) { exit 7 } }; exit 3"
    "EXIT [$LASTEXITCODE]"
}
finally { Remove-Item $copy -Recurse }
'@
        $child.Flat | Should -Match 'BEGIN EXIT \[3\]'
    }
}

Describe 'A query that nothing can match' {
    BeforeEach { $null = Start-RecordingSandbox -Provider Telnyx, Recall -RecordingCount 1 }
    AfterEach { Clear-RecordingSession }

    It 'is told as a warning: <Line>' -ForEach @(
        @{ Line = 'Get-Recording -Provider Telnyx -After 2026-02-01 -Before 2026-01-01' }
        @{ Line = 'Get-Recording -Provider Telnyx -After ([datetime]::UtcNow.AddDays(-1)) -OlderThan 30d' }
        @{ Line = 'Get-RecordingBot -Provider Recall -After 2026-02-01 -Before 2026-02-01' }
        @{ Line = 'Get-Recording -Provider Telnyx -MinDuration 2h -MaxDuration 1h' }
    ) {
        $seen = Invoke-Recorded ([scriptblock]::Create($Line))
        $seen.Output | Should -BeNullOrEmpty
        @($seen.Warnings) -match '^Nothing can match' | Should -HaveCount 1
    }

    It 'is not told of one that something can match' {
        (Invoke-Recorded { Get-Recording -Provider Telnyx -After 2026-01-01 -Before 2026-02-01 -MinDuration 1m -MaxDuration 1m }).Warnings | Should -BeNullOrEmpty
    }
}

Describe 'A share of faults' {
    It 'that is none is refused by name: <_>' -ForEach 'often', '-0.1', '1.1', '' {
        { Start-RecordingSandbox -Provider Telnyx -FaultRate @{ Throttle = $_ } } | Should -Throw -ErrorId 'FaultRateInvalid,*'
    }

    It 'that is too much with the others is refused' {
        { Start-RecordingSandbox -Provider Telnyx -FaultRate @{ Throttle = 0.6; Stall = 0.6 } } | Should -Throw -ErrorId 'FaultRateInvalid,*'
    }
}
