BeforeAll { Import-Module "$PSScriptRoot/Support.psm1" }

Describe 'Get-Recording' {
    BeforeEach { $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 300 -Seed 6 }
    AfterEach { Clear-RecordingSession }

    It 'lists everything that has a date, each once; what has none is read by its id' {
        $ids = @(Get-Recording).Id
        $left = @(Get-RemainingId | Where-Object { $_ -notin $ids })
        $left.Count | Should -BeGreaterThan 0
        @((Get-Recording -Id $left).CreatedAt | Where-Object { $_ }).Count | Should -Be 0
        @($ids + $left | Sort-Object) | Should -Be (Get-RemainingId)
    }

    It 'lists nothing twice' {
        $ids = @(Get-Recording).Id
        @($ids | Sort-Object -Unique).Count | Should -Be $ids.Count
    }

    It 'reads one by its id' {
        $id = (Get-RemainingId)[0]
        $one = Get-Recording -Provider Telnyx -Id $id
        $one.Id | Should -Be $id
        (Get-Recording -Id $id).Id | Should -Be $id
        @(Get-RecordingSandboxRequest).Count | Should -Be 2
    }

    It 'writes an error for an id that is not found or not valid, and goes on with the others' {
        $ids = @(Get-RemainingId)
        $unknown = [guid]::NewGuid().ToString()
        $seen = Invoke-Recorded { Get-Recording -Id $ids[0], $unknown, '..', 'a/b', '', $ids[1] }
        if ($seen.Ended) { $seen = Invoke-Recorded { Get-Recording -Id $ids[0], $unknown, '..', 'a/b', ' ', $ids[1] } }
        $seen.Output.Id | Should -Be $ids[0..1]
        $seen.Errors[0].FullyQualifiedErrorId | Should -Be 'RecordingNotFound,RecordingCmdlets.Cmdlets.GetRecordingCommand'
        $seen.Errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $seen.Errors[0].TargetObject | Should -Be $unknown
        @($seen.Errors[1..3].FullyQualifiedErrorId | Select-Object -Unique) | Should -Be @('RecordingIdInvalid,RecordingCmdlets.Cmdlets.GetRecordingCommand')
        @(Get-RecordingSandboxRequest).Count | Should -Be 3
    }

    It 'takes an id for no wildcard' {
        (Invoke-Recorded { Get-Recording -Id '*' }).Errors[0].FullyQualifiedErrorId | Should -Match '^RecordingIdInvalid,'
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }

    It 'filters by the keys of the service, and asks the service to' {
        $all = @(Get-Recording)
        $connection = $all[0].Service['connection_id']
        $found = @(Get-Recording -Filter @{ connection_id = $connection })
        @($found.Id | Sort-Object) | Should -Be @($all | Where-Object { $_.Service['connection_id'] -eq $connection } | ForEach-Object Id | Sort-Object)
        $found.Count | Should -BeLessThan $all.Count
        [uri]::UnescapeDataString(@(Get-RecordingSandboxRequest)[-1].Query) | Should -Match ([regex]::Escape("filter[connection_id]=$connection"))
        @(Get-Recording -Filter @{ Connection_ID = $connection }).Count | Should -Be $found.Count
        @(Get-Recording -Filter @{ connection_id = 'nobody' }).Count | Should -Be 0
    }

    It 'refuses a filter key that the service does not have, and asks nothing' {
        $seen = Invoke-Recorded { Get-Recording -Filter @{ conection_id = '1' } }
        $seen.Ended.FullyQualifiedErrorId | Should -Be 'FilterKeyUnknown,RecordingCmdlets.Cmdlets.GetRecordingCommand'
        $seen.Ended.ErrorDetails.RecommendedAction | Should -Match 'connection_id'
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }

    It 'checks a filter again that a service ignores' {
        # The sandbox ignores what it does not know; a value with other case is another value.
        @(Get-Recording -Filter @{ call_leg_id = (Get-Recording -First 1).Service['call_leg_id'].ToUpperInvariant() }).Count | Should -BeIn 0, 1
    }

    It 'filters by wildcards of the title, any of several, whatever the case' {
        $titles = @(Get-Recording | Where-Object Title).Title
        @(Get-Recording -Title '+15551*').Count | Should -Be @($titles -like '+15551*').Count
        @(Get-Recording -Title '+15551*', '*TO +15559*').Count | Should -Be @($titles | Where-Object { $_ -like '+15551*' -or $_ -like '*to +15559*' }).Count
        @(Get-Recording -Title '*').Count | Should -Be $titles.Count
        @(Get-Recording -Title '+1555[0-4]*').Count | Should -Be @($titles -like '+1555[0-4]*').Count
        @(Get-Recording -Title '.*').Count | Should -Be 0
    }

    It 'filters by status, and by an owner that nobody has' {
        @(Get-Recording -Status COMPLETED).Count | Should -Be @(Get-Recording).Count
        @(Get-Recording -Status pending).Count | Should -Be 0
        @(Get-Recording -Owner '*').Count | Should -Be 0
    }

    It 'refuses a service, a connection and a broken wildcard that it does not know' {
        (Invoke-Recorded { Get-Recording -Provider Nobody }).Ended.FullyQualifiedErrorId | Should -Match '^ProviderUnknown,'
        (Invoke-Recorded { Get-Recording -Connection Nobody }).Ended.FullyQualifiedErrorId | Should -Match '^ConnectionUnknown,'
        (Invoke-Recorded { Get-Recording -Title '[z-a]' }).Ended.FullyQualifiedErrorId | Should -Match '^WildcardInvalid,'
    }

    It 'gives with -First the newest, and reads no further page' {
        $newest = @(Get-Recording | Sort-Object CreatedAt -Descending | Select-Object -First 5).Id
        $null = Get-RecordingSandboxRequest -Clear
        @(Get-Recording -First 5).Id | Should -Be $newest
        @(Get-RecordingSandboxRequest).Count | Should -Be 1
        @(Get-Recording -First 10000).Count | Should -Be @(Get-Recording).Count
    }

    It 'stops asking when Select-Object has enough' {
        Stop-RecordingSandbox
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 2000
        @(Get-Recording | Select-Object -First 3).Count | Should -Be 3
        # The page that was on its way may still arrive; after it nothing does.
        Start-Sleep -Milliseconds 300
        $count = @(Get-RecordingSandboxRequest).Count
        $count | Should -BeLessOrEqual 3
        Start-Sleep -Milliseconds 300
        @(Get-RecordingSandboxRequest).Count | Should -Be $count
    }

    It 'gives typed properties' {
        $one = Get-Recording | Where-Object Title | Select-Object -First 1
        $one | Should -BeOfType RecordingCmdlets.Recording
        $one.CreatedAt | Should -BeOfType DateTimeOffset
        $one.CreatedAt.Offset | Should -Be ([timespan]::Zero)
        $one.StartedAt | Should -BeOfType DateTimeOffset
        $one.Duration | Should -BeOfType TimeSpan
        $one.Age | Should -BeOfType TimeSpan
        $one.EndedAt - $one.StartedAt | Should -Be $one.Duration
        $one.Title | Should -Be "$($one.Service['from']) to $($one.Service['to'])"
        $one.Participants | Should -Be @($one.Service['from'], $one.Service['to'])
        $one.Reference.ToString() | Should -Be "Telnyx/Recording/$($one.Id)"
    }

    It 'gives recordings that cannot be changed, since holds are judged by them' {
        $one = Get-Recording -First 1
        foreach ($name in 'Id', 'Title', 'Provider', 'Connection', 'Owner', 'Kind') { { $one.$name = 'other' } | Should -Throw -Because $name }
        { $one.CreatedAt = [DateTimeOffset]::UtcNow } | Should -Throw
    }

    It 'shows the service''s own fields without signed links, numbers as whole numbers, and read-only' {
        $one = Get-Recording | Select-Object -First 1
        $one.Service.Keys | Should -Contain 'connection_id'
        $one.Service.Keys | Should -Not -Contain 'download_urls'
        $one.Service['duration_millis'] | Should -BeOfType long
        $one.Service['duration_millis'] | Should -Be ([long]$one.Duration.TotalMilliseconds)
        $one.Service['connection_id'] | Should -BeOfType string
        $one.Service['nothing'] | Should -BeNullOrEmpty
        { $one.Service['connection_id'] = 'x' } | Should -Throw
    }

    It 'measures and sorts durations and dates' {
        (Get-Recording | Measure-Object Duration -Maximum).Maximum | Should -BeOfType TimeSpan
        @(Get-Recording | Group-Object { $_.CreatedAt.Year }).Count | Should -BeGreaterThan 0
    }

    It 'shows a table with the id whole' {
        $revived = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-Recording -OlderThan 2d -First 1), 2)) | Format-Table | Out-String -Width 200
        $revived | Should -Match '\d{4}-\d\d-\d\d +\d+d  '
        $table = Get-Recording -First 2 | Format-Table | Out-String -Width 200
        foreach ($id in @(Get-Recording -First 2).Id) { $table | Should -Match $id }
        @($table -split "`n" | Where-Object { $_.Trim() }).Count | Should -Be 4
    }

    It 'says what kind of thing it needs when nothing is connected' {
        Clear-RecordingSession
        $child = Invoke-ChildPwsh 'try { Get-Recording } catch { "ENDED $($_.FullyQualifiedErrorId) $($_.ErrorDetails.RecommendedAction)" }' -Environment @{ TELNYX_API_KEY = '' }
        $child.Flat | Should -Match 'ENDED NotConnected,\S+ .*TELNYX_API_KEY'
    }
}

Describe 'A streamed purge of <Count> by <Way>' -ForEach @(
    @{ Way = 'batches'; Count = 2000; With = @{} }
    @{ Way = 'single deletions'; Count = 2000; With = @{ BulkSize = 1 } }
) {
    AfterEach { Clear-RecordingSession }

    It 'deletes every match exactly once and nothing else' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount $Count -Seed 8
        Connect-Sandbox -Name Way -With $With
        $run = Get-RunParameter $TestDrive
        $before = @(Get-RemainingId)
        $matching = @(Get-Recording -Connection Way -OlderThan 5d).Id | Sort-Object
        $matching.Count | Should -BeGreaterThan ($Count / 2)
        $results = @(Get-Recording -Connection Way -OlderThan 5d | Remove-Recording @run -PassThru)
        Get-DeletedId | Should -Be $matching
        $results.Count | Should -Be $matching.Count
        @($results | Where-Object Outcome -NE Deleted).Count | Should -Be 0
        (Get-RemainingId).Count | Should -Be ($before.Count - $matching.Count)
        @(Get-RecordingSandboxRequest POST).Count -gt 0 | Should -Be (-not $With.BulkSize)
    }
}
