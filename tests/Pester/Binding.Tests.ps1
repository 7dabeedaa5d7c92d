BeforeAll { Import-Module "$PSScriptRoot/Support.psm1" }

Describe 'What Remove-Recording takes' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 60 -Seed 2
        $run = Get-RunParameter $TestDrive
        $items = @(Get-Recording)
    }
    AfterEach { Clear-RecordingSession }

    It 'takes a recording' {
        $items[0] | Remove-Recording @run
        Get-DeletedId | Should -Be @($items[0].Id)
    }

    It 'takes a recording by parameter' {
        Remove-Recording -InputObject $items[0] @run
        Get-DeletedId | Should -Be @($items[0].Id)
    }

    It 'takes a recording that came back from serialization' {
        $back = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($items[0]))
        $back.PSTypeNames[0] | Should -Be 'Deserialized.RecordingCmdlets.Recording'
        $back | Remove-Recording @run
        Get-DeletedId | Should -Be @($items[0].Id)
    }

    It 'takes rows of a CSV file made of recordings' {
        $items[0..2] | Export-Csv "$TestDrive/some.csv"
        Import-Csv "$TestDrive/some.csv" | Remove-Recording @run
        Get-DeletedId | Should -Be @($items[0..2].Id | Sort-Object)
    }

    It 'takes rows of JSON, and what Select-Object leaves of a recording' {
        $items[0] | Select-Object Provider, Id | Remove-Recording @run
        '{"provider":"telnyx","id":"' + $items[1].Id + '"}' | ConvertFrom-Json | Remove-Recording @run
        Get-DeletedId | Should -Be @($items[0..1].Id | Sort-Object)
    }

    It 'takes a reference' {
        $items[0].Reference | Remove-Recording @run
        [RecordingCmdlets.RecordingReference]::new('telnyx', $null, 'recording', $items[1].Id, $null, $null) | Remove-Recording @run
        Get-DeletedId | Should -Be @($items[0..1].Id | Sort-Object)
    }

    It 'takes -Provider with -Id' {
        Remove-Recording -Provider Telnyx -Id $items[0].Id, $items[1].Id @run
        Get-DeletedId | Should -Be @($items[0..1].Id | Sort-Object)
    }

    It 'takes of rows with decisions only those that say remove, in any case' {
        $rows = 'remove', 'Remove', 'REMOVE', 'keep', '', 'removed', 'yes', 'review', ' ', '1' | ForEach-Object -Begin { $i = 0 } { [pscustomobject]@{ Provider = 'Telnyx'; Id = $items[$i].Id; Decision = $_ }; $i++ }
        $rows | Export-Csv "$TestDrive/plan.csv"
        $seen = Invoke-Recorded { Import-Csv "$TestDrive/plan.csv" | Remove-Recording @run }
        Get-DeletedId | Should -Be @($items[0..2].Id | Sort-Object)
        $seen.Errors.Count | Should -Be 7
        @($seen.Errors.FullyQualifiedErrorId | Select-Object -Unique) | Should -Be @('PlanLineKeeps,RecordingCmdlets.Cmdlets.RemoveRecordingCommand')
    }

    It 'does not take a row whose decision is null or a list' {
        [pscustomobject]@{ Provider = 'Telnyx'; Id = $items[0].Id; Decision = $null }, [pscustomobject]@{ Provider = 'Telnyx'; Id = $items[1].Id; Decision = @('remove', 'keep') } |
            Remove-Recording @run -ErrorAction SilentlyContinue
        Get-DestroyingCount | Should -Be 0
    }

    It 'takes plan lines that say remove, live and from serialization, and no others' {
        $lines = 0..3 | ForEach-Object {
            [RecordingCmdlets.PlanLine]@{ Reference = $items[$_].Reference; Decision = if ($_ % 2) { 'Keep' } else { 'Remove' }; Reasons = [string[]]@('because') }
        }
        $lines[0..1] | Remove-Recording @run -ErrorVariable failed -ErrorAction SilentlyContinue
        [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($lines[2..3])) |
            Remove-Recording @run -ErrorVariable +failed -ErrorAction SilentlyContinue
        Get-DeletedId | Should -Be @($items[0, 2].Id | Sort-Object)
        @($failed.FullyQualifiedErrorId) | Should -Be (@('PlanLineKeeps,RecordingCmdlets.Cmdlets.RemoveRecordingCommand') * 2)
    }

    It 'takes results from a table that may be tried again, and what says something else than an outcome' {
        $csv = Join-Path $TestDrive 'results.csv'
        $items[0..1] | Remove-Recording @run -WhatIf -PassThru | Export-Csv $csv
        Import-Csv $csv | Remove-Recording @run
        [pscustomobject]@{ Provider = 'Telnyx'; Id = $items[2].Id; Outcome = 'Failed' }, [pscustomobject]@{ Provider = 'Telnyx'; Id = $items[3].Id; Outcome = 'answered' } | Remove-Recording @run
        Get-DeletedId | Should -Be @($items[0..3].Id | Sort-Object)
    }

    It 'heeds a decision that was added to a live recording' {
        $items[0] | Add-Member Decision keep -PassThru | Remove-Recording @run -ErrorVariable failed -ErrorAction SilentlyContinue
        $items[1] | Add-Member Decision remove -PassThru | Remove-Recording @run
        $failed.FullyQualifiedErrorId | Should -Be 'PlanLineKeeps,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
        Get-DeletedId | Should -Be @($items[1].Id)
    }

    It 'refuses <Name> by the name of <ErrorId> and sends nothing' -ForEach @(
        @{ Name = 'a string'; ErrorId = 'RecordingInputUnsupported'; Make = { $items[0].Id } }
        @{ Name = 'an int'; ErrorId = 'RecordingInputUnsupported'; Make = { 42 } }
        @{ Name = 'a hashtable'; ErrorId = 'RecordingInputUnsupported'; Make = { @{ Provider = 'Telnyx'; Id = $items[0].Id } } }
        @{ Name = 'a process'; ErrorId = 'RecordingInputUnsupported'; Make = { Get-Process -Id $PID } }
        @{ Name = 'a file'; ErrorId = 'RecordingInputUnsupported'; Make = { Get-Item $PSHOME } }
        @{ Name = 'a list of recordings in one object'; ErrorId = 'RecordingInputUnsupported'; Make = { , $items[0..1] } }
        @{ Name = 'a connection'; ErrorId = 'RecordingInputUnsupported'; Make = { (Get-RecordingProvider Telnyx).Connections[0] } }
        @{ Name = 'a service'; ErrorId = 'RecordingInputUnsupported'; Make = { Get-RecordingProvider Telnyx } }
        @{ Name = 'a deserialized process'; ErrorId = 'RecordingInputUnsupported'; Make = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-Process -Id $PID), 1)) } }
        @{ Name = 'a row without a provider'; ErrorId = 'RecordingInputUnsupported'; Make = { [pscustomobject]@{ Id = $items[0].Id } } }
        @{ Name = 'a row with an empty provider'; ErrorId = 'RecordingInputUnsupported'; Make = { [pscustomobject]@{ Provider = ''; Id = $items[0].Id } } }
        @{ Name = 'a row with an empty id'; ErrorId = 'RecordingInputUnsupported'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = '' } } }
        @{ Name = 'a row with a blank id'; ErrorId = 'RecordingInputUnsupported'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = "  `t" } } }
        @{ Name = 'a row with a list of ids'; ErrorId = 'RecordingInputUnsupported'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = @($items[0].Id, $items[1].Id) } } }
        @{ Name = 'a row whose id throws'; ErrorId = 'RecordingInputUnsupported'; Make = { [pscustomobject]@{ Provider = 'Telnyx' } | Add-Member ScriptProperty Id { throw 'no' } -PassThru } }
        @{ Name = 'a row with a step up'; ErrorId = 'RecordingIdInvalid'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = '..' } } }
        @{ Name = 'a row with a step nowhere'; ErrorId = 'RecordingIdInvalid'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = '.' } } }
        @{ Name = 'a row with a word of the paths'; ErrorId = 'RecordingIdInvalid'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = 'actions' } } }
        @{ Name = 'a row with a slash in its id'; ErrorId = 'RecordingIdInvalid'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = 'a/b' } } }
        @{ Name = 'a row with an escaped step'; ErrorId = 'RecordingIdInvalid'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = '%2e%2e' } } }
        @{ Name = 'a row with a query in its id'; ErrorId = 'RecordingIdInvalid'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = "$($items[0].Id)?x=1" } } }
        @{ Name = 'a row with a wildcard'; ErrorId = 'RecordingIdInvalid'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = '*' } } }
        @{ Name = 'a row with a line end in its id'; ErrorId = 'RecordingIdInvalid'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = "$($items[0].Id)`n$($items[1].Id)" } } }
        @{ Name = 'a row with a NUL in its id'; ErrorId = 'RecordingIdInvalid'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = "$($items[0].Id)`0" } } }
        @{ Name = 'a row with a full-width digit'; ErrorId = 'RecordingIdInvalid'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = "$([char]0xFF11)23" } } }
        @{ Name = 'a row with an endless id'; ErrorId = 'RecordingIdInvalid'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = 'a' * 100000 } } }
        @{ Name = 'a row of another kind'; ErrorId = 'RecordingKindMismatch'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Kind = 'Meeting'; Id = $items[0].Id } } }
        @{ Name = 'a row of another service'; ErrorId = 'ProviderUnknown'; Make = { [pscustomobject]@{ Provider = 'Nobody'; Id = $items[0].Id } } }
        @{ Name = 'a row of an unknown connection'; ErrorId = 'ConnectionUnknown'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Connection = 'Nope'; Id = $items[0].Id } } }
        @{ Name = 'a reference without a provider'; ErrorId = 'ProviderUnknown'; Make = { [RecordingCmdlets.RecordingReference]::new($null, $null, 'Recording', $items[0].Id, $null, $null) } }
        @{ Name = 'a reference of a kind that the service does not have'; ErrorId = 'RecordingKindMismatch'; Make = { [RecordingCmdlets.RecordingReference]::new('Telnyx', $null, 'BotMedia', $items[0].Id, $null, $null) } }
        @{ Name = 'a reference without an id'; ErrorId = 'RecordingIdInvalid'; Make = { [RecordingCmdlets.RecordingReference]::new('Telnyx', $null, 'Recording', $null, $null, $null) } }
        @{ Name = 'a hold from a table'; ErrorId = 'RecordingInputUnsupported'; Make = { [pscustomobject]@{ HoldId = 'h'; Ticket = 'T-1'; Provider = 'Telnyx'; Kind = ''; Id = $items[0].Id } } }
        @{ Name = 'a result from a table that says Held'; ErrorId = 'RecordingInputUnsupported'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = $items[0].Id; Outcome = 'Held' } } }
        @{ Name = 'a result from a table that says Deleted'; ErrorId = 'RecordingInputUnsupported'; Make = { [pscustomobject]@{ Provider = 'Telnyx'; Id = $items[0].Id; Outcome = 'deleted' } } }
        @{ Name = 'a result of a removal'; ErrorId = 'RecordingInputUnsupported'; Make = { $items[0] | Remove-Recording @run -WhatIf -PassThru } }
    ) {
        # By -InputObject, since a pipe would take a list apart.
        $object = & $Make
        $seen = Invoke-Recorded { Remove-Recording -InputObject $object @run }
        $seen.Ended | Should -BeNullOrEmpty
        $seen.Errors.Count | Should -Be 1
        $seen.Errors[0].FullyQualifiedErrorId | Should -Be "$ErrorId,RecordingCmdlets.Cmdlets.RemoveRecordingCommand"
        $seen.Errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        "$($seen.Errors[0])".Length | Should -BeLessThan 1000
        Get-DestroyingCount | Should -Be 0
        (Get-RemainingId).Count | Should -Be 60
    }

    It 'goes on with the next item after one that it refuses' {
        'x', $items[0], 5, $items[1] | Remove-Recording @run -ErrorAction SilentlyContinue
        Get-DeletedId | Should -Be @($items[0..1].Id | Sort-Object)
    }

    It 'refuses null' {
        $seen = Invoke-Recorded { $null | Remove-Recording @run -ErrorAction Continue }
        "$($seen.Errors.FullyQualifiedErrorId)$($seen.Ended.FullyQualifiedErrorId)" | Should -Match '^ParameterArgumentValidationErrorNullNotAllowed,RecordingCmdlets'
        Get-DestroyingCount | Should -Be 0
    }

    It 'takes nothing from the pipe when -Provider and -Id are given' {
        $seen = Invoke-Recorded { Get-Process -Id $PID | Remove-Recording -Provider Telnyx -Id $items[0].Id @run }
        "$($seen.Errors.FullyQualifiedErrorId)$($seen.Ended.FullyQualifiedErrorId)" | Should -Match '^InputObjectNotBound,RecordingCmdlets'
        Get-DestroyingCount | Should -Be 0
    }

    It 'does not take a piped process for an id when only -Provider is given' {
        $child = Invoke-ChildPwsh @"
`$null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
`$run = Get-RunParameter '$TestDrive'
try { Get-Process | Remove-Recording -Provider Telnyx @run } catch { "ENDED `$(`$_.FullyQualifiedErrorId)" }
"DESTROYING `$(Get-DestroyingCount)"
"@
        $child.InTime | Should -BeTrue
        $child.Flat | Should -Match 'ENDED MissingMandatoryParameter'
        $child.Flat | Should -Match 'DESTROYING 0'
    }

    It 'refuses a wildcard, an empty id and a step up as -Id, each for itself' {
        $seen = Invoke-Recorded { Remove-Recording -Provider Telnyx -Id '*', '..', 'actions', "$($items[0].Id)`n", $items[1].Id @run }
        @($seen.Errors.FullyQualifiedErrorId | Select-Object -Unique) | Should -Be @('RecordingIdInvalid,RecordingCmdlets.Cmdlets.RemoveRecordingCommand')
        $seen.Errors.Count | Should -Be 4
        Get-DeletedId | Should -Be @($items[1].Id)
        { Remove-Recording -Provider Telnyx -Id '' @run -ErrorAction Stop } | Should -Throw
        { Remove-Recording -Provider Telnyx -Id @() @run -ErrorAction Stop } | Should -Throw
        (Get-DeletedId).Count | Should -Be 1
    }

    It 'refuses to guess between two connections, and takes the one that is named' {
        Connect-Sandbox -Name Second
        $seen = Invoke-Recorded { [pscustomobject]@{ Provider = 'Telnyx'; Id = $items[0].Id } | Remove-Recording @run }
        $seen.Errors[0].FullyQualifiedErrorId | Should -Be 'ConnectionAmbiguous,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
        Get-DestroyingCount | Should -Be 0
        [pscustomobject]@{ Provider = 'Telnyx'; Connection = 'Second'; Id = $items[0].Id } | Remove-Recording @run
        Remove-Recording -Provider Telnyx -Connection second -Id $items[1].Id @run
        Get-DeletedId | Should -Be @($items[0..1].Id | Sort-Object)
    }

    It 'uses the connection that listed a recording and no other' {
        Connect-Sandbox -Name Second
        $listed = @(Get-Recording -Connection Second -First 2)
        $listed.Count | Should -Be 2
        $listed[0].Connection | Should -Be 'Second'
        Disconnect-RecordingProvider Second
        $listed[0] | Remove-Recording @run -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match '^ConnectionUnknown,'
        Get-DestroyingCount | Should -Be 0
    }

    It 'sends a bare id alone and never in a batch' {
        $items[0..9] | Select-Object Provider, Id | Remove-Recording @run
        @(Get-RecordingSandboxRequest POST).Count | Should -Be 0
        @(Get-RecordingSandboxRequest DELETE).Count | Should -Be 10
    }

    It 'calls an id that the service does not know NotFound and not gone' {
        $unknown = [guid]::NewGuid().ToString()
        $result = Remove-Recording -Provider Telnyx -Id $unknown @run -PassThru -ErrorVariable failed -ErrorAction SilentlyContinue
        $result.Outcome | Should -Be 'NotFound'
        $failed[0].FullyQualifiedErrorId | Should -Be 'RecordingNotFound,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'calls a listed item AlreadyGone that somebody else deleted meanwhile' {
        $null = (Get-SandboxServer).Telnyx.Remove($items[0].Id)
        $result = $items[0] | Remove-Recording @run -PassThru
        $result.Outcome | Should -Be 'AlreadyGone'
    }
}

Describe 'A row whose narrower columns cannot be read' {
    BeforeEach { $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5 -Seed 2 }
    AfterEach { Clear-RecordingSession }

    It 'is refused and not widened to the only connection or the usual kind' {
        $id = (Get-RemainingId)[0]
        $rows = @(
            [pscustomobject]@{ Provider = 'Telnyx'; Id = $id; Connection = [pscustomobject]@{ Name = 'Prod' } }
            [pscustomobject]@{ Provider = 'Telnyx'; Id = $id; Kind = @('Transcript') }
        )
        $run = Get-RunParameter $TestDrive
        $seen = Invoke-Recorded { $rows | Remove-Recording @run }
        @($seen.Errors.FullyQualifiedErrorId) | Should -Be (@('RecordingInputUnsupported,RecordingCmdlets.Cmdlets.RemoveRecordingCommand') * 2)
        Get-DestroyingCount | Should -Be 0
    }

    It 'makes no hold when it misspells a service or a kind' {
        $at = @{ HoldPath = "$TestDrive/holds.json"; AuditPath = "$TestDrive/holds" }
        $seen = Invoke-Recorded { [pscustomobject]@{ Provider = 'Telnix'; Id = 'a' }, [pscustomobject]@{ Provider = 'Telnyx'; Id = 'a'; Kind = 'Recordings' } | Add-RecordingHold -Ticket T @at }
        $seen.Errors.FullyQualifiedErrorId | Should -Match '^(ProviderUnknown|RecordingKindMismatch),'
        Test-Path $at.HoldPath | Should -BeFalse
    }
}
