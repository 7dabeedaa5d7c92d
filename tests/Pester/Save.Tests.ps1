BeforeAll { Import-Module "$PSScriptRoot/Support.psm1" }

Describe 'Save-Recording' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 30
        $run = Get-RunParameter $TestDrive
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N').Substring(0, 8))
        $server = Get-SandboxServer

        <# The files of a kind that were saved. #>
        function Get-Saved([string] $Filter) { @(Get-ChildItem -LiteralPath $folder -Recurse -File -Filter $Filter -ErrorAction Ignore) }
    }
    AfterEach { Clear-RecordingSession }

    It 'is silent about what goes well, and every file has the hash that the manifest tells' {
        $seen = Invoke-Recorded { Get-Recording | Save-Recording $folder }
        $seen.Output.Count | Should -Be 0
        $seen.Warnings.Count | Should -Be 0
        @($seen.Errors | Where-Object FullyQualifiedErrorId -NotLike 'MediaUnavailable*').Count | Should -Be 0
        $lines = @(Read-Ledger $folder | Where-Object type -EQ file)
        $lines.Count | Should -BeGreaterThan 30
        foreach ($line in $lines) { (Get-FileHash -LiteralPath (Join-Path $folder $line.path)).Hash | Should -Be $line.sha256 }
        @(Get-Saved *.part).Count | Should -Be 0
        (Test-RecordingAudit -Path $folder).State | Should -Be Sealed
    }

    It 'hands on with -PassThru the very objects of which everything is on disk' {
        $items = @(Get-Recording)
        $saved = @($items | Save-Recording $folder -PassThru -ErrorAction SilentlyContinue)
        $saved.Count | Should -BeGreaterThan 10
        foreach ($item in $saved) { $items.Where({ [object]::ReferenceEquals($_, $item) }).Count | Should -Be 1 }
        foreach ($item in $saved) { @(Get-Saved "*$($item.Id).mp3").Count + @(Get-Saved "*$($item.Id).wav").Count | Should -Be 1 }
    }

    It 'lets Remove-Recording behind it remove only what was saved and verified' {
        $all = @(Get-Recording)
        $bad = ($all | Save-Recording "$folder-0" -PassThru -ErrorAction SilentlyContinue | Select-Object -First 1).Id
        Set-SandboxAnswer "/media/$bad" 200 '<html>Log in</html>' @{ 'Content-Type' = 'text/html' }
        $all | Save-Recording $folder -PassThru -ErrorAction SilentlyContinue -ErrorVariable failed | Remove-Recording @run
        $kept = @(Get-RemainingId)
        $failedIds = @($failed | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object { $_.TargetObject.Id } | Sort-Object -Unique)
        $failedIds | Should -Contain $bad
        $kept | Should -Be $failedIds
        foreach ($id in $kept) { @(Get-Saved "*$id.mp3").Count + @(Get-Saved "*$id.wav").Count | Should -Be 0 }
        foreach ($id in Get-DeletedId) { @(Get-Saved "*$id.mp3").Count + @(Get-Saved "*$id.wav").Count | Should -Be 1 }
    }

    It 'hands nothing on when every download fails, and nothing is removed' {
        Set-SandboxAnswer '/media/' 200 '' @{ 'Content-Type' = 'audio/mpeg' }
        $passed = @(Get-Recording | Save-Recording $folder -PassThru -ErrorAction SilentlyContinue -ErrorVariable failed)
        $passed.Count | Should -Be 0
        $failed.Count | Should -BeGreaterThan 29
        Get-Recording | Save-Recording $folder -PassThru -ErrorAction SilentlyContinue | Remove-Recording @run
        Get-DestroyingCount | Should -Be 0
        @(Get-Saved *.mp3).Count + @(Get-Saved *.wav).Count | Should -Be 0
    }

    It 'fetches nothing a second time' {
        $first = @(Get-Recording | Save-Recording $folder -PassThru -ErrorAction SilentlyContinue)
        $null = Get-RecordingSandboxRequest -Clear
        $second = @(Get-Recording | Save-Recording $folder -PassThru -ErrorAction SilentlyContinue)
        @($second.Id | Sort-Object) | Should -Be @($first.Id | Sort-Object)
        @(Get-RecordingSandboxRequest | Where-Object Path -Like '/media/*').Count | Should -Be 0
    }

    It 'writes and fetches nothing with -WhatIf' {
        $items = @(Get-Recording)
        $null = Get-RecordingSandboxRequest -Clear
        $passed = @($items | Save-Recording $folder -PassThru -WhatIf)
        $passed.Count | Should -Be 0
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
        Test-Path -LiteralPath $folder | Should -BeFalse
    }

    It 'takes rows and ids, and hands on what came in' {
        $item = Get-Recording | Save-Recording $folder -PassThru -ErrorAction SilentlyContinue | Select-Object -First 1
        $row = [pscustomobject]@{ Provider = 'Telnyx'; Id = $item.Id; Mine = 1 }
        ($row | Save-Recording $folder -PassThru).Mine | Should -Be 1
        (Save-Recording "$folder-2" -Provider Telnyx -Id $item.Id -PassThru).Id | Should -Be $item.Id
        { Save-Recording $folder -Provider Telnyx -Id 'nobody-knows' -ErrorAction Stop } | Should -Throw -ErrorId 'RecordingNotFound*'
    }

    It 'gives names that the template tells, and refuses one without the id' {
        $item = Get-Recording | Save-Recording $folder -NameTemplate '{Kind}/x {Id}' -PassThru -ErrorAction SilentlyContinue | Select-Object -First 1
        @(Get-ChildItem -LiteralPath (Join-Path $folder Recording) -Filter "x $($item.Id).*").Count | Should -Be 2
        { $item | Save-Recording $folder -NameTemplate '{Title}' } | Should -Throw -ErrorId 'NameTemplateInvalid*'
    }

    It 'saves what -Include names, in one text or in several' {
        $items = @(Get-Recording)
        $items | Save-Recording $folder -Include Metadata
        @(Get-Saved *.metadata.json).Count | Should -Be 30
        $items | Save-Recording "$folder-2" -Include Media, Transcript -PassThru -ErrorAction SilentlyContinue -ErrorVariable failed | Out-Null
        $without = @($failed | Where-Object { "$($_.FullyQualifiedErrorId)" -like 'Transcript*' })
        $without.Count | Should -BeGreaterThan 0
        @(Get-ChildItem "$folder-2" -Recurse -Filter *.transcript.txt).Count | Should -BeGreaterThan 0
    }

    It 'shows no link and no key in any stream or file' {
        $seen = Invoke-Recorded { Get-Recording | Save-Recording $folder -Verbose -Debug }
        $all = @($seen.Streams; Get-ChildItem -LiteralPath $folder -Recurse -File -Include *.json, *.jsonl | ForEach-Object { Get-Content -LiteralPath $_.FullName -Raw })
        Find-Secret $all (Get-SandboxKey) | Should -BeNullOrEmpty
        Find-Secret $all 'Signature' | Should -BeNullOrEmpty
        Find-Secret $all '/media/' | Should -BeNullOrEmpty
        @(Get-RecordingSandboxRequest | Where-Object Path -Like '/media/*').Count | Should -BeGreaterThan 5
        @(Get-RecordingSandboxRequest | Where-Object { $_.Path -like '/media/*' -and $_.SentAuthorization }).Count | Should -Be 0
    }

    It 'tells what was not begun when the time is up' {
        $seen = Invoke-Recorded { Get-Recording | Save-Recording $folder -TimeLimit ([timespan]::FromMilliseconds(1)) -ThrottleLimit 1 }
        "$($seen.Warnings)" | Should -Match 'items were not begun'
        $seen.Ended | Should -BeNullOrEmpty
    }

    It 'ends with a terminating error where the folder cannot be written' {
        Set-Content -LiteralPath $folder -Value taken
        { Get-Recording | Save-Recording $folder } | Should -Throw -ErrorId 'ArchiveWriteFailed*'
    }
}

Describe 'Save-BotMedia' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Attendee, Recall -RecordingCount 30
        $run = Get-RunParameter $TestDrive
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N').Substring(0, 8))
    }
    AfterEach { Clear-RecordingSession }

    It 'lets Remove-BotMedia behind it remove only what was saved, at <_>' -ForEach 'Attendee', 'Recall' {
        $bots = @(Get-RecordingBot -Provider $_ | Where-Object Status -In ended, done)
        $bots | Save-BotMedia $folder -PassThru -ErrorAction SilentlyContinue -OutVariable saved | Remove-BotMedia @run -PassThru -OutVariable removed | Out-Null
        $saved.Count | Should -BeGreaterThan 3
        @($removed.Id | Sort-Object) | Should -Be @($saved.Id | Sort-Object)
        foreach ($bot in $saved) { @(Get-ChildItem -LiteralPath $folder -Recurse -File | Where-Object { $_.Name -like "*$($bot.Id)*" -and $_.Extension -in '.mp4', '.mp3', '.webm' }).Count | Should -BeGreaterThan 0 }
    }

    It 'takes no recording, and Save-Recording no bot' {
        { Get-RecordingBot -Provider Recall | Select-Object -First 1 | Save-Recording $folder -ErrorAction Stop } | Should -Throw -ErrorId 'RecordingKindMismatch*'
        { Get-Recording -Provider Recall | Select-Object -First 1 | Save-BotMedia $folder -ErrorAction Stop } | Should -Throw -ErrorId 'RecordingKindMismatch*'
    }
}

Describe 'Save-Recording -UseExport' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Vonage -RecordingCount 60
        $run = Get-RunParameter $TestDrive
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N').Substring(0, 8))
        $company = @(Get-Recording -Provider Vonage -Kind Company)
        $null = Get-RecordingSandboxRequest -Clear
    }
    AfterEach { Clear-RecordingSession }

    It 'brings many files by one order, hands on what was verified, and only that is removed' {
        $bad = $company | Where-Object SizeBytes -GT 0 | Select-Object -First 1
        Set-SandboxAnswer "/audio/recording/$($bad.Id)" 500 '' @{ 'Retry-After' = '0' }
        $saved = @($company | Save-Recording $folder -UseExport -PassThru -ErrorAction SilentlyContinue)
        $requests = @(Get-RecordingSandboxRequest)
        @($requests | Where-Object Method -EQ POST).Count | Should -Be 1
        @($requests | Where-Object Path -Like '*/audio/recording/*').Count | Should -BeLessThan ($company.Count / 2)
        $saved.Count | Should -BeGreaterThan ($company.Count / 2)
        $lines = @(Read-Ledger $folder | Where-Object { $_.type -EQ 'file' -and $_.part -eq 'Media' })
        @($lines.id | Sort-Object) | Should -Be @($saved.Id | Sort-Object)
        foreach ($line in $lines) { (Get-FileHash -LiteralPath (Join-Path $folder $line.path)).Hash | Should -Be $line.sha256 }
        @(Get-ChildItem $folder -Recurse -File | Where-Object Name -Like '*.part').Count | Should -Be 0
        $saved | Remove-Recording @run
        @(Get-DeletedId | Sort-Object) | Should -Be @($saved.Id | Sort-Object)
    }

    It 'orders nothing with -WhatIf, and is not there for ids and bots' {
        $company | Save-Recording $folder -UseExport -WhatIf
        (Get-RecordingSandboxRequest).Count | Should -Be 0
        { Save-Recording $folder -Provider Vonage -Kind Company -Id $company[0].Id -UseExport } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
        (Get-Command Save-BotMedia).Parameters.Keys | Should -Not -Contain 'UseExport'
    }
}
