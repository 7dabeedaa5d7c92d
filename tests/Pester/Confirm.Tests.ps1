BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    # Lists, and removes without a word about confirmation; then tells what came of it.
    function Get-AskingScript([string] $Folder, [int] $Count = 4, [string] $More = '') {
        @"
`$null = Start-RecordingSandbox -Provider Telnyx -RecordingCount $Count -Seed 9
`$run = Get-RunParameter '$Folder'
`$run.Remove('Confirm')
`$ended = `$null
try { `$results = @(Get-Recording | Remove-Recording @run -PassThru $More) } catch { `$ended = `$_ }
"ENDED [`$(`$ended.FullyQualifiedErrorId)] ACTION [`$(`$ended.ErrorDetails.RecommendedAction)]"
"OUTCOMES [`$(`$results | Where-Object { `$_ } | Group-Object Outcome | ForEach-Object { "`$(`$_.Name)=`$(`$_.Count)" })]"
"DELETED [`$((Get-DeletedId).Count)] DESTROYING [`$(Get-DestroyingCount)]"
"FAULTS [`$(Find-LedgerFault `$run.AuditPath (Get-RemainingId))]"
"@
    }
}

Describe 'Without a way to ask' {
    It 'ends with ConfirmationRequired under -NonInteractive and deletes nothing' {
        $child = Invoke-ChildPwsh (Get-AskingScript $TestDrive) -Option '-NonInteractive'
        $child.InTime | Should -BeTrue
        $child.Flat | Should -Match 'ENDED \[ConfirmationRequired,RecordingCmdlets\.Cmdlets\.RemoveRecordingCommand\] ACTION \[[^\]]*-Confirm:\$false'
        $child.Flat | Should -Match 'DELETED \[0\] DESTROYING \[0\]'
        $child.Flat | Should -Match 'FAULTS \[\]'
    }

    It 'ends with ConfirmationRequired when standard input is at its end, and neither deletes nor hangs' {
        $child = Invoke-ChildPwsh (Get-AskingScript $TestDrive) -Option @()
        $child.InTime | Should -BeTrue
        $child.Flat | Should -Match 'ENDED \[ConfirmationRequired,'
        $child.Flat | Should -Match 'DELETED \[0\] DESTROYING \[0\]'
        $child.Flat | Should -Match 'FAULTS \[\]'
    }

    It 'deletes only what was said yes to when the answers run out' {
        $child = Invoke-ChildPwsh (Get-AskingScript $TestDrive) -Option @() -StandardInput "Y`nY`n"
        $child.InTime | Should -BeTrue
        $child.Flat | Should -Match 'ENDED \[ConfirmationRequired,'
        [int][regex]::Match($child.Flat, 'DELETED \[(\d+)\]').Groups[1].Value | Should -BeLessOrEqual 2
        $child.Flat | Should -Match 'FAULTS \[\]'
    }

    It 'lifts no hold' {
        $child = Invoke-ChildPwsh @"
`$run = Get-RunParameter '$TestDrive'
`$hold = Add-RecordingHold -All -Ticket T -HoldPath `$run.HoldPath -AuditPath `$run.AuditPath
try { Remove-RecordingHold `$hold.HoldId -HoldPath `$run.HoldPath -AuditPath `$run.AuditPath -ErrorAction Stop } catch { "ENDED [`$(`$_.FullyQualifiedErrorId)]" }
"HOLDS [`$(@(Get-RecordingHold -HoldPath `$run.HoldPath).Count)]"
"@
        $child.Flat | Should -Match 'ENDED \[ConfirmationRequired,RecordingCmdlets\.Cmdlets\.RemoveRecordingHoldCommand\]'
        $child.Flat | Should -Match 'HOLDS \[1\]'
    }

    It 'deletes when the script says -Confirm:$false' {
        $child = Invoke-ChildPwsh (Get-AskingScript $TestDrive -More '-Confirm:$false') -Option '-NonInteractive'
        $child.Flat | Should -Match 'ENDED \[\]'
        $child.Flat | Should -Match 'OUTCOMES \[Deleted=4\] DELETED \[4\]'
    }

    It 'shows what it would do with -WhatIf' {
        $child = Invoke-ChildPwsh (Get-AskingScript $TestDrive -More '-WhatIf') -Option '-NonInteractive'
        $child.Flat | Should -Match 'OUTCOMES \[WouldRemove=4\] DELETED \[0\] DESTROYING \[0\]'
    }

    It 'answers a host that cannot prompt, as in a bare runspace, with ConfirmationRequired' {
        $other = Open-SandboxRunspace @{ RecordingCount = 3 }
        try {
            $run = Get-RunParameter $TestDrive
            $run.Remove('Confirm')
            $id = Invoke-InRunspace $other {
                param($run)
                try { Get-Recording | Remove-Recording @run } catch { $_.FullyQualifiedErrorId }
            } $run
            $id | Should -Match '^ConfirmationRequired,'
            @($other.Server.GetRecordingIds('Telnyx')).Count | Should -Be 3
        }
        finally {
            Close-SandboxRunspace $other
        }
    }
}

Describe 'At a prompt' {
    It 'deletes nothing when the answer is always no' {
        $child = Invoke-ChildPwsh (Get-AskingScript $TestDrive) -Option @() -StandardInput ("N`n" * 10)
        $child.Flat | Should -Match 'OUTCOMES \[NotSent=4\] DELETED \[0\] DESTROYING \[0\]'
        $child.Flat | Should -Match 'FAULTS \[\]'
    }

    It 'deletes nothing after no to all, and asks once' {
        $child = Invoke-ChildPwsh (Get-AskingScript $TestDrive) -Option @() -StandardInput "L`n"
        $child.Flat | Should -Match 'OUTCOMES \[NotSent=4\] DELETED \[0\] DESTROYING \[0\]'
        [regex]::Matches($child.Flat, 'Are you sure').Count | Should -Be 1
    }

    It 'deletes all after yes to all, and asks once' {
        $child = Invoke-ChildPwsh (Get-AskingScript $TestDrive) -Option @() -StandardInput "A`n"
        $child.Flat | Should -Match 'OUTCOMES \[Deleted=4\] DELETED \[4\]'
        [regex]::Matches($child.Flat, 'Are you sure').Count | Should -Be 1
    }

    It 'deletes exactly the ones that were said yes to, and gives a no back to the limit' {
        $child = Invoke-ChildPwsh (Get-AskingScript $TestDrive -More '-MaxDelete 2 -ErrorAction SilentlyContinue') -Option @() -StandardInput "N`nY`nN`nY`n"
        $child.Flat | Should -Match 'DELETED \[2\]'
        $child.Flat | Should -Match 'OUTCOMES \[Deleted=2 NotSent=2\]|OUTCOMES \[NotSent=2 Deleted=2\]'
    }

    It 'shows permanence and item in the question' {
        $child = Invoke-ChildPwsh (Get-AskingScript $TestDrive -Count 1) -Option @() -StandardInput "N`n"
        $child.Flat | Should -Match 'Performing the operation "Delete permanently" on target "Telnyx call recordings, .*? id [0-9a-f-]{36}"'
    }
}
