BeforeAll { Import-Module "$PSScriptRoot/Support.psm1" }

Describe 'Remove-Recording -WhatIf' {
    AfterEach { Clear-RecordingSession }
    It 'names exactly the set that the real run then deletes, with holds and a limit active' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 300 -Seed 3
        $run = Get-RunParameter $TestDrive
        # An id hold, and a title hold that needs a look at the calls without parties.
        $null = Get-Recording -First 40 | Select-Object -Skip 30 | Add-RecordingHold -Ticket T1 -HoldPath $run.HoldPath -AuditPath "$TestDrive/holds"
        $null = Add-RecordingHold -Title '+15555*' -Ticket T2 -HoldPath $run.HoldPath -AuditPath "$TestDrive/holds"
        $null = Get-RecordingSandboxRequest -Clear

        $trial = @(Get-Recording | Remove-Recording @run -MaxDelete 77 -PassThru -WhatIf -ErrorAction SilentlyContinue -WarningAction SilentlyContinue)
        $would = @($trial | Where-Object Outcome -EQ WouldRemove | ForEach-Object Id | Sort-Object)
        Get-DestroyingCount | Should -Be 0
        $would.Count | Should -Be 77
        @($trial | Where-Object Outcome -EQ Held).Count | Should -BeGreaterThan 10
        $trial.Count | Should -Be @(Get-Recording).Count

        $real = @(Get-Recording | Remove-Recording @run -MaxDelete 77 -PassThru -ErrorAction SilentlyContinue -WarningAction SilentlyContinue)
        Get-DeletedId | Should -Be $would
        @($real | Where-Object Outcome -EQ Deleted | ForEach-Object Id | Sort-Object) | Should -Be $would
        ($real | Group-Object Outcome | ForEach-Object { "$($_.Name) $($_.Count)" }) -replace 'Deleted', 'WouldRemove' | Sort-Object |
            Should -Be ($trial | Group-Object Outcome | ForEach-Object { "$($_.Name) $($_.Count)" } | Sort-Object)
    }

    It 'names the same set for bare ids, rows and repeated items' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 40
        $run = Get-RunParameter $TestDrive
        $rows = @(Get-Recording -First 8 | Select-Object Provider, Id) + @([pscustomobject]@{ Provider = 'Telnyx'; Id = 'a/b' })
        $rows += $rows[0]
        $trial = @($rows | Remove-Recording @run -PassThru -WhatIf -ErrorAction SilentlyContinue)
        $null = $rows | Remove-Recording @run -PassThru -ErrorAction SilentlyContinue
        Get-DeletedId | Should -Be @($trial | Where-Object Outcome -EQ WouldRemove | ForEach-Object Id | Sort-Object -Unique)
        (Get-DeletedId).Count | Should -Be 8
    }

    It 'says what would stay, and does not speak of a removal or a ledger that there was not' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 20
        $run = Get-RunParameter $TestDrive
        $trial = Invoke-Recorded { Get-Recording | Remove-Recording @run -MaxDelete 5 -WhatIf -ErrorAction SilentlyContinue }
        "$($trial.Warnings)" | Should -Match '^Not everything would be removed: \d+ LimitReached\. -PassThru tells'
        $real = Invoke-Recorded { Get-Recording | Remove-Recording @run -MaxDelete 5 -ErrorAction SilentlyContinue }
        "$($real.Warnings)" | Should -Match '^Not everything was removed: \d+ LimitReached\. -PassThru or Get-RecordingAudit tells'
    }

    It 'sends nothing that deletes and writes no ledger and no folder for one' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 60
        $run = Get-RunParameter $TestDrive
        Get-Recording | Remove-Recording @run -WhatIf
        Get-DestroyingCount | Should -Be 0
        (Get-RemainingId).Count | Should -Be 60
        Test-Path $run.AuditPath | Should -BeFalse
    }

    It 'is obeyed as $WhatIfPreference too, and writes no ledger then' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 20
        $run = Get-RunParameter $TestDrive
        $WhatIfPreference = $true
        $results = @(Get-Recording | Remove-Recording @run -PassThru)
        $WhatIfPreference = $false
        @($results.Outcome | Select-Object -Unique) | Should -Be @('WouldRemove')
        Get-DestroyingCount | Should -Be 0
        Test-Path $run.AuditPath | Should -BeFalse
    }

    It 'is obeyed when it comes from the function around it' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 20
        $run = Get-RunParameter $TestDrive
        function Invoke-Purge {
            [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSShouldProcess', '', Justification = 'What it calls asks.')]
            [CmdletBinding(SupportsShouldProcess)]
            param($Run)
            Get-Recording | Remove-Recording @Run -PassThru
        }
        @((Invoke-Purge $run -WhatIf).Outcome | Select-Object -Unique) | Should -Be @('WouldRemove')
        Get-DestroyingCount | Should -Be 0
        Test-Path $run.AuditPath | Should -BeFalse
    }

    It 'is lifted by -WhatIf:$false, and then there is a ledger' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 20
        $run = Get-RunParameter $TestDrive
        $WhatIfPreference = $true
        $results = @(Get-Recording | Remove-Recording @run -WhatIf:$false -PassThru)
        $WhatIfPreference = $false
        @($results.Outcome | Select-Object -Unique) | Should -Be @('Deleted')
        Find-LedgerFault $run.AuditPath | Should -BeNullOrEmpty
        @(Read-Ledger $run.AuditPath | Where-Object type -EQ intent).Count | Should -Be 20
    }

    It 'never deletes without a ledger when the preference changes while the pipeline runs' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 20
        $run = Get-RunParameter $TestDrive
        $items = @(Get-Recording)
        $null = $items[0] | Add-RecordingHold -Ticket T -HoldPath $run.HoldPath -AuditPath "$TestDrive/holds"
        $WhatIfPreference = $true
        # The held one is decided on before anything is asked; the question then finds another preference.
        try {
            $items | ForEach-Object { $_; $WhatIfPreference = $false } | Remove-Recording @run -ErrorAction SilentlyContinue
        }
        catch {
            Write-Verbose "$_"
        }
        $WhatIfPreference = $false
        $deleted = (Get-DeletedId).Count
        $intents = if (Test-Path $run.AuditPath) { @(Read-Ledger $run.AuditPath | Where-Object type -EQ intent).Count } else { 0 }
        $intents | Should -Be $deleted
    }

    It 'names service, title, date and id in its text, and says that it is permanent' {
        $child = Invoke-ChildPwsh @"
`$null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 20 -Seed 5
`$one = Get-Recording -First 20 | Where-Object Title | Select-Object -First 1
`$run = Get-RunParameter '$TestDrive'
`$one | Remove-Recording @run -WhatIf
'EXPECT "{0}", created {1:yyyy-MM-dd HH:mm} UTC, id {2}' -f `$one.Title, `$one.CreatedAt.UtcDateTime, `$one.Id
"@
        $child.ExitCode | Should -Be 0
        $child.Flat | Should -Match 'What if: Performing the operation "([^"]*permanent[^"]*)" on target "Telnyx'
        $expected = [regex]::Match($child.Flat, 'EXPECT (.*?id \S+)').Groups[1].Value
        $expected.Length | Should -BeGreaterThan 60
        $child.Flat.IndexOf($expected) | Should -BeLessThan $child.Flat.IndexOf('EXPECT')
        $child.Flat.IndexOf($expected) | Should -BeGreaterThan 0
    }

    It 'tells a date of the common calendar under a culture with another one' {
        $child = Invoke-ChildPwsh @"
[cultureinfo]::CurrentCulture = 'th-TH'
`$null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 20
`$run = Get-RunParameter '$TestDrive'
Get-Recording | Where-Object CreatedAt | Remove-Recording @run -WhatIf
"@
        $child.Flat | Should -Match 'created 20\d\d-'
        $child.Flat | Should -Not -Match 'created 25\d\d-'
    }

    It 'does not change a hold, a connection or the sandbox' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
        $run = Get-RunParameter $TestDrive
        $hold = Add-RecordingHold -All -Ticket T -HoldPath $run.HoldPath -AuditPath "$TestDrive/holds"
        Add-RecordingHold -All -Ticket T -HoldPath $run.HoldPath -AuditPath "$TestDrive/holds" -WhatIf
        Remove-RecordingHold $hold.HoldId -HoldPath $run.HoldPath -AuditPath "$TestDrive/holds" -WhatIf
        Disconnect-RecordingProvider Telnyx -WhatIf
        Stop-RecordingSandbox -WhatIf
        @(Get-RecordingHold -HoldPath $run.HoldPath).HoldId | Should -Be @($hold.HoldId)
        @(Get-Recording).Count | Should -Be 5
    }
}
