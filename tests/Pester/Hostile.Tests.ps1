BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    # What a terminal would obey: its title, a hidden text, a turned direction.
    $hostile = "x`e]0;taken`a`e[8m`u{202e}y"
    $obeyed = "`e\]0;|`a|`e\[8m|`u{202e}"
}

Describe 'What services, files and rows say' {
    BeforeEach {
        $rendering = $PSStyle.OutputRendering
        # Otherwise PowerShell itself would take some of it out.
        $PSStyle.OutputRendering = 'Ansi'
        $run = Get-RunParameter $TestDrive
    }
    AfterEach {
        $PSStyle.OutputRendering = $rendering
        Clear-RecordingSession
    }

    It 'is plain text in every table' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 0
        $room = Get-SandboxRoom Telnyx
        $id = [guid]::NewGuid().ToString()
        $one = [Activator]::CreateInstance($room.GetType().Assembly.GetType('RecordingCmdlets.Sandbox.TelnyxRecording'))
        @{ Id = $id; CreatedAt = '2026-01-05T09:00:00.000Z'; From = $hostile; To = $hostile }.GetEnumerator() | ForEach-Object { $one.GetType().GetProperty($_.Key).SetValue($one, $_.Value) }
        $room.Add($one)
        $null = Add-RecordingHold -Title 'x*' -Ticket $hostile -HoldPath "$TestDrive/h.json" -AuditPath "$TestDrive/h"
        $row = [pscustomobject]@{ Provider = 'Telnyx'; Id = $hostile; Connection = 'Telnyx' }
        $items = @(
            Get-Recording
            $row | Remove-Recording @run -PassThru -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            Get-RecordingAudit $run.AuditPath
            Get-RecordingHold -HoldPath "$TestDrive/h.json"
        )
        $items[0].Title | Should -Match $obeyed -Because 'holds and wildcards are matched against what the service said'
        $items.Count | Should -Be 4
        foreach ($item in $items) {
            foreach ($view in ($item | Format-Table | Out-String -Width 400), ($item | Format-List | Out-String -Width 400)) {
                $view | Should -Match 'x\?\]0;' -Because "$($item.GetType())"
                $view | Should -Not -Match $obeyed
            }
        }
    }

    It 'is plain text in errors, with all that they carry' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 1
        Set-SandboxAnswer -PathPart 'recordings' -Status 400 -Body (@{ errors = @(@{ detail = $hostile }) } | ConvertTo-Json -Depth 3)
        $row = [pscustomobject]@{ Provider = $hostile; Id = $hostile; Kind = $hostile }
        $seen = Invoke-Recorded { $row | Remove-Recording @run; Get-Recording -ErrorAction Continue }
        $all = @($seen.Errors) + @($seen.Ended | Where-Object { $_ })
        $all.Count | Should -Be 2
        foreach ($record in $all) {
            "$record" | Should -Match 'x\?\]0;'
            "$record $($record.Exception) $($record.ErrorDetails.RecommendedAction) $($record.CategoryInfo)" | Should -Not -Match $obeyed
            $record | Out-String -Width 400 | Should -Not -Match $obeyed
        }
    }

    It 'is plain text in what is told of requests' {
        $null = Start-RecordingSandbox -Provider Webex -RecordingCount 1
        # The key of a next page's address is the service's own choice.
        Set-SandboxAnswer -PathPart 'recordings' -Status 200 -Body '{"items":[]}' -Header @{ Link = '<?%1b%5d0;taken%07=1>; rel="next"' }
        $seen = Invoke-Recorded { Get-Recording -Verbose }
        $told = @($seen.Streams | Where-Object { $_ -is [Management.Automation.VerboseRecord] }) -join "`n"
        $told | Should -Match '\?\]0;taken\?='
        $told | Should -Not -Match $obeyed
    }
}

Describe 'A row' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 3
        $run = Get-RunParameter $TestDrive
    }
    AfterEach { Clear-RecordingSession }

    It 'that pretends to be listed, and brings an address, is a name at the open connection and no more' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $unknown = [guid]::NewGuid().ToString()
            $there = (Get-RemainingId)[0]
            $rows = foreach ($id in $unknown, $there) {
                $row = [pscustomobject]@{
                    Provider = 'Telnyx'; Id = $id; Kind = 'Recording'; Title = 'harmless'; CreatedAt = [DateTimeOffset]'2001-01-01'
                    ListedBy = 'Telnyx'; WasListed = $true; BaseUri = "http://127.0.0.1:$($listener.LocalEndpoint.Port)/v2"
                }
                $row.PSObject.TypeNames.Insert(0, 'RecordingCmdlets.Recording')
                $row
            }
            $results = @($rows | Remove-Recording @run -PassThru -ErrorAction SilentlyContinue)
            # What was listed in truth and is not there would be AlreadyGone.
            ($results | Where-Object Id -EQ $unknown).Outcome | Should -Be 'NotFound'
            ($results | Where-Object Id -EQ $there).Outcome | Should -Be 'Deleted'
            Get-DeletedId | Should -Be @($there)
            $listener.Pending() | Should -BeFalse
            $intents = @(Read-Ledger $run.AuditPath | Where-Object type -EQ intent)
            $intents.Count | Should -Be 2
            @($intents | Where-Object { 'listed' -in $_.PSObject.Properties.Name }).Count | Should -Be 0
        }
        finally {
            $listener.Stop()
        }
    }
}
