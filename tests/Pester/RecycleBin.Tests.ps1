BeforeDiscovery { $withoutBin = 'Telnyx', 'Vonage', 'Recall', 'Attendee' }

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"
    $quiet = @{ WarningAction = 'SilentlyContinue'; ErrorAction = 'SilentlyContinue' }
    function Get-Id($Item) { @($Item | ForEach-Object Id | Sort-Object) }
    function Get-BinId { @((Get-SandboxRoom Webex).BinIds | Sort-Object) }
    function Get-PurgedId { @((Get-SandboxRoom Webex).PurgedIds | Sort-Object) }
    <# The recordings of the token's own user: what is shared is somebody else's. #>
    function Get-Mine([int] $First) { Get-Recording -Provider Webex -After ([datetime]::UtcNow.AddDays(-130)) | Where-Object { -not $_.Service.shareToMe } | Select-Object -First $First }
}

Describe 'The recycle bin' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Webex -RecordingCount 80
        $run = Get-RunParameter $TestDrive
        $mine = @(Get-Mine 12)
        # What the seed has put there before.
        $bin = Get-BinId
        $null = Get-RecordingSandboxRequest -Clear
    }
    AfterEach { Clear-RecordingSession }

    It 'takes what Remove-Recording -ToRecycleBin moves, and says Recycled and not Deleted' {
        $results = @($mine | Remove-Recording -ToRecycleBin @run -PassThru @quiet)
        @($results.Outcome | Select-Object -Unique) | Should -Be @('Recycled')
        Get-BinId | Should -Be @(@($bin) + $mine.Id | Sort-Object)
        Get-PurgedId | Should -BeNullOrEmpty
        @(Get-RecordingSandboxRequest DELETE).Count | Should -Be 0
        # Together where they may travel together: fewer requests than items.
        @(Get-RecordingSandboxRequest POST).Count | Should -BeLessThan $mine.Count
        Find-LedgerFault $run.AuditPath (Get-RemainingId Webex) | Should -BeNullOrEmpty
        @(Read-Ledger $run.AuditPath | Where-Object type -EQ outcome | ForEach-Object outcome | Select-Object -Unique) | Should -Be @('Recycled')
    }

    It 'is listed with -Status deleted, and without it not' {
        $null = $mine | Remove-Recording -ToRecycleBin @run -PassThru @quiet
        $listed = Get-Id (Get-Recording -Provider Webex -Status deleted -WarningAction SilentlyContinue)
        $mine.Id | Where-Object { $_ -notin $listed } | Should -BeNullOrEmpty
        $listed | Where-Object { $_ -notin (Get-BinId) } | Should -BeNullOrEmpty
        Get-Id (Get-Mine 100) | Where-Object { $_ -in $mine.Id } | Should -BeNullOrEmpty
        # Both at once, in whatever case.
        $both = Get-Id (Get-Recording -Provider Webex -Status Deleted, AVAILABLE -WarningAction SilentlyContinue)
        $both.Count | Should -BeGreaterThan $listed.Count
        $listed | Where-Object { $_ -notin $both } | Should -BeNullOrEmpty
    }

    It 'gives back by object, by row and by id, and each is looked at' {
        $null = $mine | Remove-Recording -ToRecycleBin @run -PassThru @quiet | Export-Csv "$TestDrive/removed.csv"
        $null = Get-RecordingSandboxRequest -Clear
        $results = @(Import-Csv "$TestDrive/removed.csv" | Where-Object { $_.Outcome -eq 'Recycled' -and $_.Id -in $mine[0..3].Id } | Restore-Recording -PassThru)
        $results += Restore-Recording -Provider Webex -Id $mine[5].Id -Site $mine[5].Site -PassThru
        $results += Get-Recording -Provider Webex -Status deleted -WarningAction SilentlyContinue | Where-Object Id -EQ $mine[7].Id | Restore-Recording -PassThru
        @($results.IsRestored | Select-Object -Unique) | Should -Be @($true)
        $results.Count | Should -Be 6
        $results.Id | Where-Object { $_ -notin (Get-RemainingId Webex) } | Should -BeNullOrEmpty
        (Get-BinId).Count | Should -Be ($bin.Count + 6)
        @(Get-RecordingSandboxRequest GET | Where-Object Path -Match '/recordings/[0-9a-f]{32}\z').Count | Should -Be 12
        # Silent without -PassThru.
        Restore-Recording -Provider Webex -Id $mine[11].Id -Site $mine[11].Site | Should -BeNullOrEmpty
    }

    It 'gives back what the removal has just handed out' {
        $results = @($mine | Remove-Recording -ToRecycleBin @run -PassThru @quiet | Where-Object Outcome -EQ Recycled | Restore-Recording -PassThru)
        $results.Count | Should -Be 12
        @($results.IsRestored | Select-Object -Unique) | Should -Be @($true)
        Get-BinId | Should -Be $bin
    }

    It 'gives nothing back that is not in it, and says so' {
        $seen = Invoke-Recorded { $mine[0] | Restore-Recording -PassThru }
        "$($seen.Errors.FullyQualifiedErrorId)" | Should -Be 'RecordingNotRecycled,RecordingCmdlets.Cmdlets.RestoreRecordingCommand'
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
        $seen = Invoke-Recorded { Restore-Recording -Provider Webex -Id ('0' * 32), 'x' -PassThru }
        $seen.Errors.Count | Should -Be 2
        @($seen.Output | Where-Object IsRestored) | Should -BeNullOrEmpty
    }

    It 'gives nothing back with -WhatIf' {
        $null = $mine | Remove-Recording -ToRecycleBin @run -PassThru @quiet
        $null = Get-RecordingSandboxRequest -Clear
        $mine | Select-Object Provider, Id, Site | Restore-Recording -WhatIf -PassThru | Should -BeNullOrEmpty
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
        (Get-BinId).Count | Should -Be ($bin.Count + 12)
    }

    It 'is emptied by object, and only of what was piped' {
        $null = $mine | Remove-Recording -ToRecycleBin @run -PassThru @quiet
        $some = @(Get-Recording -Provider Webex -Status deleted -WarningAction SilentlyContinue | Where-Object Id -In $mine[0..4].Id)
        $trial = @($some | Clear-RecordingRecycleBin @run -PassThru -WhatIf @quiet)
        Get-Id ($trial | Where-Object Outcome -EQ WouldRemove) | Should -Be @($mine[0..4].Id | Sort-Object)
        Get-PurgedId | Should -BeNullOrEmpty
        $results = @($some | Clear-RecordingRecycleBin @run -PassThru @quiet)
        @($results.Outcome | Select-Object -Unique) | Should -Be @('Deleted')
        Get-PurgedId | Should -Be @($mine[0..4].Id | Sort-Object)
        (Get-BinId).Count | Should -Be ($bin.Count + 7)
    }

    It 'is emptied by id after a look, and never of what is not in it' {
        $null = $mine[0] | Remove-Recording -ToRecycleBin @run -PassThru @quiet
        $null = Get-RecordingSandboxRequest -Clear
        $results = @(Clear-RecordingRecycleBin -Provider Webex -Id $mine[0].Id, $mine[1].Id @run -PassThru @quiet)
        ($results | Where-Object Id -EQ $mine[0].Id).Outcome | Should -Be 'Deleted'
        ($results | Where-Object Id -EQ $mine[1].Id).Outcome | Should -Be 'NotEligible'
        Get-PurgedId | Should -Be @($mine[0].Id)
        @(Get-RecordingSandboxRequest GET | Where-Object Path -Match '/recordings/[0-9a-f]{32}\z').Count | Should -BeGreaterOrEqual 2
        # Nor by an object, or a row that a script has changed.
        $live = $mine[2] | Clear-RecordingRecycleBin @run -PassThru @quiet
        $row = [pscustomobject]@{ Provider = 'Webex'; Id = $mine[3].Id; Site = $mine[3].Site; Status = 'deleted' } | Clear-RecordingRecycleBin @run -PassThru @quiet
        $live.Outcome | Should -Be 'NotEligible'
        $row.Outcome | Should -Be 'NotEligible'
        Get-PurgedId | Should -Be @($mine[0].Id)
    }

    It 'is emptied with -All of what its listing shows, one by one, after a -WhatIf that names the same' {
        $null = $mine | Remove-Recording -ToRecycleBin @run -PassThru @quiet
        $listed = Get-Id (Get-Recording -Provider Webex -Status deleted -WarningAction SilentlyContinue)
        $null = Get-RecordingSandboxRequest -Clear
        $trial = @(Clear-RecordingRecycleBin -Provider Webex -All @run -PassThru -WhatIf @quiet)
        Get-Id ($trial | Where-Object Outcome -EQ WouldRemove) | Should -Be $listed
        Get-DestroyingCount | Should -Be 0
        $run = Get-RunParameter $TestDrive
        $results = @(Clear-RecordingRecycleBin -Provider Webex -All @run -PassThru @quiet)
        Get-Id ($results | Where-Object Outcome -EQ Deleted) | Should -Be $listed
        Get-PurgedId | Should -Be $listed
        @(Get-RecordingSandboxRequest POST | Where-Object Body -Match '"purgeAll":\s*true') | Should -BeNullOrEmpty
        (Get-RemainingId Webex).Count | Should -BeGreaterThan 20
        Find-LedgerFault $run.AuditPath | Should -BeNullOrEmpty
    }

    It 'is emptied with -All over one connection only' {
        $null = $mine | Remove-Recording -ToRecycleBin @run -PassThru @quiet
        $null = Connect-Sandbox -Name Second -Provider Webex
        try {
            $before = Get-BinId
            { Clear-RecordingRecycleBin -Provider Webex -All @run -Confirm:$false @quiet } | Should -Throw -ErrorId 'ConnectionAmbiguous,RecordingCmdlets.Cmdlets.ClearRecordingRecycleBinCommand'
            Get-BinId | Should -Be $before
            $results = @(Clear-RecordingRecycleBin -Provider Webex -Connection Second -All @run -PassThru @quiet)
            @($results | Where-Object Outcome -EQ Deleted | ForEach-Object { $_.Reference.Connection } | Sort-Object -Unique) | Should -Be 'Second'
        }
        finally { Disconnect-RecordingProvider -Name Second -Confirm:$false }
    }

    It 'is emptied at one site only with -Site, and refuses a site or connection that is empty' {
        $null = Get-Mine 40 | Remove-Recording -ToRecycleBin @run -PassThru @quiet
        $results = @(Clear-RecordingRecycleBin -Provider Webex -All -Site example.webex.com @run -PassThru @quiet)
        $results.Count | Should -BeGreaterThan 2
        $room = Get-SandboxRoom Webex
        @(Get-BinId).Count | Should -BeGreaterThan 2
        @(Get-Recording -Provider Webex -Status deleted -WarningAction SilentlyContinue | ForEach-Object Site | Select-Object -Unique) | Should -Not -Contain 'example.webex.com'
        $left = $room.BinIds.Count
        foreach ($with in @{ Site = '' }, @{ Site = $null }, @{ Connection = '' }) {
            { Clear-RecordingRecycleBin -Provider Webex -All @run @with } | Should -Throw -ErrorId 'ParameterArgumentValidationError*,*'
        }
        $room.BinIds.Count | Should -Be $left
    }

    It 'is not emptied without a choice of what' {
        { Clear-RecordingRecycleBin -Provider Webex -All:$false @run } | Should -Not -Throw
        Get-PurgedId | Should -BeNullOrEmpty
        Get-DestroyingCount | Should -Be 0
    }

    It 'keeps what is on hold and what is over the limit, on the way in and on the way out' {
        $null = $mine[0, 1] | Add-RecordingHold -Ticket T -HoldPath $run.HoldPath -AuditPath "$TestDrive/holds"
        $in = @($mine | Remove-Recording -ToRecycleBin @run -MaxDelete 6 -PassThru @quiet)
        ($in | Group-Object Outcome | ForEach-Object { "$($_.Name) $($_.Count)" } | Sort-Object) | Should -Be @('Held 2', 'LimitReached 4', 'Recycled 6')
        $recycled = @($in | Where-Object Outcome -EQ Recycled)
        $null = $recycled[0] | Select-Object Provider, Id | Add-RecordingHold -Ticket T2 -HoldPath $run.HoldPath -AuditPath "$TestDrive/holds"
        $out = @(Clear-RecordingRecycleBin -Provider Webex -All @run -MaxDelete 3 -PassThru @quiet)
        ($out | Where-Object Id -EQ $recycled[0].Id).Outcome | Should -Be 'Held'
        @($out | Where-Object Outcome -EQ Deleted).Count | Should -Be 3
        @($out | Where-Object Outcome -EQ LimitReached).Count | Should -BeGreaterThan 0
        (Get-PurgedId).Count | Should -Be 3
        Get-BinId | Should -Contain $recycled[0].Id
        foreach ($id in $mine[0, 1].Id) { Get-RemainingId Webex | Should -Contain $id }
    }

    It 'is not where Remove-Recording removes from: that needs Clear-RecordingRecycleBin' {
        $null = $mine[0] | Remove-Recording -ToRecycleBin @run -PassThru @quiet
        $result = Get-Recording -Provider Webex -Status deleted -WarningAction SilentlyContinue | Where-Object Id -EQ $mine[0].Id | Remove-Recording @run -PassThru @quiet
        $result.Outcome | Should -Be 'NotEligible'
        $result.Reason | Should -Match 'Clear-RecordingRecycleBin'
        # Once more into it: it is there.
        $again = Remove-Recording -Provider Webex -Id $mine[0].Id -Site $mine[0].Site -ToRecycleBin @run -PassThru @quiet
        $again.Outcome | Should -Be 'AlreadyGone'
        Get-PurgedId | Should -BeNullOrEmpty
    }

    It 'tells of each in a batch when the service refuses one of them' {
        $room = Get-SandboxRoom Webex
        $site = @($mine | Group-Object Site | Sort-Object Count -Descending)[0].Group
        $null = $room.Remove($site[1].Id)
        $results = @($site | Remove-Recording -ToRecycleBin @run -PassThru @quiet)
        $results.Count | Should -Be $site.Count
        ($results | Where-Object Id -EQ $site[1].Id).Outcome | Should -BeIn 'NotFound', 'AlreadyGone'
        $others = @($results | Where-Object Id -NE $site[1].Id)
        @($others.Outcome | Select-Object -Unique) | Should -Be @('Recycled')
        $others.Id | Where-Object { $_ -notin (Get-BinId) } | Should -BeNullOrEmpty
    }
}

Describe 'The question' {
    It 'cannot be answered by nobody: <Name>' -ForEach @(
        @{ Name = 'Remove-Recording -ToRecycleBin'; Line = '$mine | Remove-Recording -ToRecycleBin @run'; Cmdlet = 'RemoveRecording' }
        @{ Name = 'Clear-RecordingRecycleBin -All'; Line = 'Clear-RecordingRecycleBin -Provider Webex -All @run'; Cmdlet = 'ClearRecordingRecycleBin' }
        @{ Name = 'Restore-Recording -Confirm'; Line = 'Get-Recording -Provider Webex -Status deleted | Restore-Recording -Confirm'; Cmdlet = 'RestoreRecording' }
        @{ Name = 'Remove-BotMedia'; Line = 'Get-RecordingBot -Provider Recall | Remove-BotMedia @run'; Cmdlet = 'RemoveBotMedia' }
    ) {
        # A runspace whose host cannot ask.
        $other = Open-SandboxRunspace @{ Provider = 'Webex', 'Recall'; RecordingCount = 80 }
        try {
            $run = Get-RunParameter $TestDrive
            $run.Remove('Confirm')
            $id = Invoke-InRunspace $other ([scriptblock]::Create(@"
param(`$run)
`$WarningPreference = 'SilentlyContinue'
`$mine = @(Get-Recording -Provider Webex -After ([datetime]::UtcNow.AddDays(-60)) | Where-Object { -not `$_.Service.shareToMe })
try { $Line } catch { `$_.FullyQualifiedErrorId }
"@)) $run
            $id | Should -Be "ConfirmationRequired,RecordingCmdlets.Cmdlets.${Cmdlet}Command"
            @($other.Server.GetRequests() | Where-Object Method -NE GET).Count | Should -Be 0
            (Get-SandboxRoom Webex $other.Server).PurgedIds.Count | Should -Be 0
        }
        finally {
            Close-SandboxRunspace $other
        }
    }

    It 'names the recycle bin, and not a deletion that it is none' {
        $child = Invoke-ChildPwsh @'
$null = Start-RecordingSandbox -Provider Webex -RecordingCount 80
$WarningPreference = 'SilentlyContinue'
$run = Get-RunParameter ([IO.Path]::GetTempPath())
$one = Get-Recording -Provider Webex -After ([datetime]::UtcNow.AddDays(-60)) | Where-Object { -not $_.Service.shareToMe } | Select-Object -First 1
$one | Remove-Recording -ToRecycleBin -WhatIf
$one | Remove-Recording -ToRecycleBin @run
$there = Get-Recording -Provider Webex -Status deleted | Where-Object Id -eq $one.Id
$there | Restore-Recording -WhatIf
$there | Clear-RecordingRecycleBin -WhatIf
'@
        $child.Flat | Should -Match 'Performing the operation "Move to the recycle bin" on target "Webex recordings, [^"]*("[^"]*"[^"]*)? id [0-9a-f]{32}"'
        $child.Flat | Should -Match 'Performing the operation "Restore from the recycle bin" on target "Webex'
        $child.Flat | Should -Match 'Performing the operation "Remove from the recycle bin permanently" on target "Webex recordings'
    }
}

Describe 'Without a recycle bin' {
    BeforeAll {
        $null = Start-RecordingSandbox -RecordingCount 20
        $run = Get-RunParameter $TestDrive
        $items = @{}
        foreach ($name in 'Telnyx', 'Vonage', 'Recall', 'Attendee') { $items[$name] = @(Get-Recording -Provider $name)[0] }
    }
    BeforeEach { $null = Get-RecordingSandboxRequest -Clear }
    AfterAll { Clear-RecordingSession }

    It '<_> says so to every command, and nothing is sent' -ForEach $withoutBin {
        $item = $items[$_]
        $by = @{ Provider = $_; Id = $item.Id }
        $kind = @{ Kind = $item.Kind }
        $lines = @(
            { $item | Remove-Recording -ToRecycleBin @run }
            { Remove-Recording @by @kind -ToRecycleBin @run }
            { $item | Select-Object Provider, Kind, Id | Remove-Recording -ToRecycleBin @run }
            { $item | Restore-Recording }
            { $item | Select-Object Provider, Kind, Id | Restore-Recording }
            { Restore-Recording @by }
            { $item | Clear-RecordingRecycleBin @run }
            if ($_ -ne 'Vonage') { { Clear-RecordingRecycleBin @by @run } }
            { Clear-RecordingRecycleBin -Provider $by.Provider -All @run }
            { Get-Recording -Provider $by.Provider -Status deleted }
        )
        foreach ($line in $lines) {
            $seen = Invoke-Recorded $line
            $faults = @($seen.Errors) + @($seen.Ended | Where-Object { $_ })
            $faults.Count | Should -Be 1 -Because "$line"
            $faults[0].FullyQualifiedErrorId | Should -Match '^RecycleBinUnsupported,' -Because "$line"
            "$($faults[0])" | Should -Match "not supported by $_" -Because "$line"
        }
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }

    It 'says so for a bare id too where there are several kinds' {
        foreach ($line in { Clear-RecordingRecycleBin -Provider Vonage -Id 1 @run }, { Remove-Recording -Provider Vonage -Id 1 -ToRecycleBin @run }) {
            (Invoke-Recorded $line).Errors.FullyQualifiedErrorId | Should -Match '^RecycleBinUnsupported,' -Because "$line"
        }
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }

    It 'is true of a Compliance Officer at Webex too' {
        Clear-RecordingSession
        $null = Start-RecordingSandbox -Provider Webex -Role @{ Webex = 'ComplianceOfficer' } -RecordingCount 80
        $item = @(Get-Recording -Provider Webex -After ([datetime]::UtcNow.AddDays(-29)))[0]
        $null = Get-RecordingSandboxRequest -Clear
        foreach ($line in { $item | Remove-Recording -ToRecycleBin -Reason r @run }, { $item | Restore-Recording }, { Clear-RecordingRecycleBin -Provider Webex -All -Reason r @run }, { Get-Recording -Provider Webex -Status deleted }) {
            $seen = Invoke-Recorded $line
            $faults = @($seen.Errors) + @($seen.Ended | Where-Object { $_ })
            @($faults | ForEach-Object FullyQualifiedErrorId) -match '^RecycleBinUnsupported,' | Should -HaveCount 1 -Because "$line"
            "$faults" | Should -Match 'not supported by Webex in the role ComplianceOfficer'
        }
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }
}
