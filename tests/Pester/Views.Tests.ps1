BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    # One or more of everything that commands of the module give, from one rehearsal.
    function Get-Example {
        $null = Start-RecordingSandbox -RecordingCount 8 -OutVariable sandbox
        $run = Get-RunParameter $TestDrive
        $policy = Join-Path $TestDrive 'policy.json'
        Set-Content -LiteralPath $policy -Value '{"format":"recordingcmdlets-policy/1","name":"calls","fuse":{"maximumShare":1},"rules":[{"name":"old","providers":["Telnyx"],"olderThan":"10d","action":"delete"}]}'
        $sandbox
        Get-RecordingProvider
        Get-RecordingProvider | ForEach-Object Connections
        Get-Recording
        Get-RecordingBot
        Test-RecordingRetentionPolicy $policy
        New-RecordingRetentionPlan $policy (Join-Path $TestDrive 'plans') -OutVariable plan
        Invoke-RecordingRetention $plan.Path -PlanHash $plan.Hash @run -PassThru
        Get-Recording -Provider Webex -First 2 | Remove-Recording @run -ToRecycleBin -PassThru
        Get-Recording -Provider Webex -Status deleted -First 2 | Restore-Recording -Confirm:$false -PassThru
        Get-RecordingAudit $run.AuditPath
        Test-RecordingAudit $run.AuditPath
        Get-RecordingBot -Provider Attendee -Status ended -First 1 | Get-BotTranscript
        Get-RecordingBot -Provider Recall -Status done -First 1 | Get-BotIntelligence
        Get-RecordingSandboxRequest
        Add-RecordingHold -Title 'Board *' -Ticket LEGAL-17 -HoldPath $run.HoldPath -AuditPath $run.AuditPath
    }

    function Get-Table([object[]] $Item, [int] $Width) { @($Item | Format-Table | Out-String -Width $Width -Stream | Where-Object { $_.Trim() }) }

    # Some of each, as a table and as a list, line by line.
    function Show-Example {
        param($Specimens)
        foreach ($type in $Specimens.Keys | Sort-Object) {
            $Specimens[$type] | Select-Object -First 3 | Format-Table | Out-String -Width 100 -Stream
            $Specimens[$type] | Select-Object -First 3 | Format-List | Out-String -Width 1000 -Stream # Where lines are broken depends on the language.
        }
    }

    $specimens = @(Get-Example 3> $null) | Group-Object { $_.GetType().FullName } -AsHashTable -AsString
    $promised = @(Get-Command -Module RecordingCmdlets | ForEach-Object OutputType | ForEach-Object Type | Where-Object { $_ -and $_ -notin [void], [string], [IO.FileInfo] } | ForEach-Object FullName | Sort-Object -Unique)
}

AfterAll { Clear-RecordingSession }

Describe 'A view' {
    It 'is there to look at for everything that a command gives' {
        @($specimens.Keys | Sort-Object) | Should -Be $promised
    }

    It 'is a table of at most <width> columns, with all its headers and the whole id' -ForEach @{ width = 100 }, @{ width = 80 } {
        foreach ($type in $specimens.Keys) {
            $lines = Get-Table $specimens[$type] $width
            $labels = @((Get-FormatData $type).FormatViewDefinition.Control | Where-Object { $_ -is [Management.Automation.TableControl] } | ForEach-Object Headers | ForEach-Object Label)
            $labels.Count | Should -BeIn (2..6) -Because $type
            ($lines[0].Trim() -split '\s{2,}|(?<=[a-z)#]) (?=[A-Z#])').ForEach('Trim') | Should -Be $labels -Because "$type has them all on one line"
            ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $width -Because $type
            $ids = @($specimens[$type] | Where-Object { $_.PSObject.Properties['Id'] -and $type -ne 'RecordingCmdlets.TranscriptUtterance' } | ForEach-Object Id)
            foreach ($id in $ids) { @($lines -match [regex]::Escape($id)).Count | Should -BeGreaterThan 0 -Because "$type shows $id" }
        }
    }

    It 'is a list that tells whose and when, in UTC and in plain words' {
        foreach ($type in $specimens.Keys) {
            $item = $specimens[$type][0]
            $list = $item | Format-List | Out-String -Width 200
            $list | Should -Not -Match 'System\.|\{.*\}' -Because $type
            if ($item.PSObject.Properties['Id']) { $list | Should -Match ([regex]::Escape($item.Id)) -Because $type }
            if ($item.PSObject.Properties['CreatedAt']) { $list | Should -Match ([regex]::Escape($item.CreatedAt.UtcDateTime.ToString('yyyy-MM-dd HH:mm'))) -Because $type }
        }
    }

    It 'shows an age as -OlderThan takes it, and a size by its unit' {
        $sizes = @{ 0 = '0 KB'; 2048 = '2 KB'; (3 * 1MB) = '3 MB'; (1GB + 200MB) = '1.2 GB'; (5 * 1TB) = '5.0 TB' }
        $ages = @{ '01:30:00' = '1h'; '1.23:59:00' = '47h'; '2.00:01:00' = '2d'; '1440.12:00:00' = '1440d' }
        $type = [psobject]$specimens['RecordingCmdlets.Recording'][0]
        foreach ($size in $sizes.Keys) {
            $row = [pscustomobject]@{ PSTypeName = 'RecordingCmdlets.Recording'; Provider = 'Webex'; Id = 'x'; Title = ''; CreatedAt = $null; SizeBytes = [long]$size }
            Get-Table $row 100 | Select-Object -Last 1 | Should -Match "\s$([regex]::Escape($sizes[$size]))\s+x$"
        }
        foreach ($age in $ages.Keys) {
            $row = [pscustomobject]@{ PSTypeName = 'RecordingCmdlets.Recording'; Provider = 'Webex'; Id = 'x'; Title = ''; CreatedAt = [DateTimeOffset]::UtcNow - [timespan]$age; SizeBytes = $null }
            Get-Table $row 100 | Select-Object -Last 1 | Should -Match "\s$($ages[$age])\s+x$"
        }
        $type.Age | Should -BeOfType ([timespan])
    }

    It 'shows no size of a plan where no service tells one' {
        $row = [pscustomobject]@{ PSTypeName = 'RecordingCmdlets.RetentionPlan'; ToRemove = 8L; Listed = 9L; BytesToRemove = 0L }
        $row | Format-List | Out-String | Should -Match '(?m)^Size\s*:\s*$'
        $row.BytesToRemove = 2048L
        $row | Format-List | Out-String | Should -Match '(?m)^Size\s*: 2 KB\s*$'
    }

    It 'is the same under <_>' -ForEach 'tr-TR', 'de-DE', 'ar-SA', 'th-TH' {
        $here = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
            $expected = @(Show-Example $specimens)
            [cultureinfo]::CurrentCulture = [cultureinfo]::new($_)
            $shown = @(Show-Example $specimens)
        }
        finally {
            [cultureinfo]::CurrentCulture = $here
        }
        Compare-Object $expected $shown -SyncWindow 0 | Out-String | Should -BeNullOrEmpty
    }

    It 'is the same where the language is constrained' {
        $expected = @(Show-Example $specimens)
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddCommand('Import-Module').AddArgument((Join-Path (Get-Module RecordingCmdlets).ModuleBase 'RecordingCmdlets.psd1')).Invoke()
            $shell.Commands.Clear()
            $shell.Runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
            $shown = @($shell.AddScript(${function:Show-Example}.ToString()).AddArgument($specimens).Invoke())
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally {
            $shell.Dispose()
        }
        Compare-Object $expected $shown -SyncWindow 0 | Out-String | Should -BeNullOrEmpty
    }

    It 'is the same after a way through files or processes' {
        $item = $specimens['RecordingCmdlets.RemovalResult'][0]
        $far = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($item, 1))
        Get-Table $far 100 | Should -Be (Get-Table $item 100)
    }
}
