BeforeAll { Import-Module "$PSScriptRoot/Support.psm1" }

Describe 'Ages and dates' {
    AfterEach { Clear-RecordingSession }
    BeforeEach { $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 240 }

    It 'reads 30 days the same from <Name>' -ForEach @(
        @{ Name = 'an unquoted 30d'; Get = { Get-Recording -OlderThan 30d } }
        @{ Name = 'an unquoted 30d after a colon'; Get = { Get-Recording -OlderThan:30d } }
        @{ Name = 'a quoted 30d'; Get = { Get-Recording -OlderThan '30d' } }
        @{ Name = 'a quoted 30D'; Get = { Get-Recording -OlderThan '30D' } }
        @{ Name = '720h'; Get = { Get-Recording -OlderThan 720h } }
        @{ Name = 'a TimeSpan of days'; Get = { Get-Recording -OlderThan ([timespan]::FromDays(30)) } }
        @{ Name = 'a variable that holds text'; Get = { $age = '30d'; Get-Recording -OlderThan $age } }
        @{ Name = 'a splat'; Get = { $with = @{ OlderThan = '30d' }; Get-Recording @with } }
    ) {
        @(& $Get).Count | Should -Be 36
    }

    It 'reads weeks' {
        $weeks = @(Get-Recording -OlderThan 4w)
        $weeks.Count | Should -Be @(Get-Recording | Where-Object { $_.CreatedAt -and $_.CreatedAt -lt [DateTimeOffset]::UtcNow.AddDays(-28) }).Count
    }

    It 'refuses as an age <Name>' -ForEach @(
        @{ Name = 'a bare number'; Get = { Get-Recording -OlderThan 30 } }
        @{ Name = 'a number in a variable'; Get = { $days = 30; Get-Recording -OlderThan $days } }
        @{ Name = 'a decimal in a variable'; Get = { $days = 30d; Get-Recording -OlderThan $days } }
        @{ Name = 'a decimal in parentheses'; Get = { Get-Recording -OlderThan (30d) } }
        @{ Name = 'a decimal in a splat'; Get = { $with = @{ OlderThan = 30d }; Get-Recording @with } }
        @{ Name = 'a long'; Get = { Get-Recording -OlderThan 30l } }
        @{ Name = 'a number as text'; Get = { Get-Recording -OlderThan '30' } }
        @{ Name = 'a clock time'; Get = { Get-Recording -OlderThan 1:00 } }
        @{ Name = 'a day and a clock time'; Get = { Get-Recording -OlderThan '30.00:00:00' } }
        @{ Name = 'minutes'; Get = { Get-Recording -OlderThan '30m' } }
        @{ Name = 'years'; Get = { Get-Recording -OlderThan 1y } }
        @{ Name = 'no days'; Get = { Get-Recording -OlderThan '0d' } }
        @{ Name = 'days before now'; Get = { Get-Recording -OlderThan '-30d' } }
        @{ Name = 'half a day'; Get = { Get-Recording -OlderThan '1.5d' } }
        @{ Name = 'five minutes'; Get = { Get-Recording -OlderThan ([timespan]::FromMinutes(5)) } }
        @{ Name = 'a TimeSpan of ticks'; Get = { Get-Recording -OlderThan ([timespan]30) } }
        @{ Name = 'no time'; Get = { Get-Recording -OlderThan ([timespan]::Zero) } }
        @{ Name = 'a time before now'; Get = { Get-Recording -OlderThan ([timespan]::FromDays(-30)) } }
        @{ Name = 'a date'; Get = { Get-Recording -OlderThan ([datetime]::Now) } }
        @{ Name = 'true'; Get = { Get-Recording -OlderThan $true } }
        @{ Name = 'empty text'; Get = { Get-Recording -OlderThan '' } }
        @{ Name = 'a million years'; Get = { Get-Recording -OlderThan '999999999d' } }
        @{ Name = 'digits of another script'; Get = { Get-Recording -OlderThan "$([char]0x0663)$([char]0x0660)d" } }
    ) {
        $before = @(Get-RecordingSandboxRequest).Count
        $seen = Invoke-Recorded $Get
        $seen.Ended.FullyQualifiedErrorId | Should -Be 'ParameterArgumentTransformationError,RecordingCmdlets.Cmdlets.GetRecordingCommand'
        $seen.Output.Count | Should -Be 0
        @(Get-RecordingSandboxRequest).Count | Should -Be $before
    }

    It 'never matches a recording without a date by age or date' {
        @(Get-Recording -OlderThan 1h | Where-Object { $null -eq $_.CreatedAt }).Count | Should -Be 0
        @(Get-Recording -Before 2100-01-01 | Where-Object { $null -eq $_.CreatedAt }).Count | Should -Be 0
        @(Get-Recording -After 1990-01-01 | Where-Object { $null -eq $_.CreatedAt }).Count | Should -Be 0
    }

    It 'takes the earlier of -Before and -OlderThan' {
        @(Get-Recording -OlderThan 30d -Before ([DateTimeOffset]::UtcNow)).Count | Should -Be 36
        @(Get-Recording -OlderThan 1h -Before ([DateTimeOffset]::UtcNow.AddDays(-30))).Count | Should -Be 36
    }

    It 'includes what was created at -After and leaves out what was created at -Before' {
        $one = Get-Recording -First 50 | Where-Object CreatedAt | Select-Object -Last 1
        @(Get-Recording -After $one.CreatedAt).Id | Should -Contain $one.Id
        @(Get-Recording -Before $one.CreatedAt).Id | Should -Not -Contain $one.Id
        @(Get-Recording -After $one.CreatedAt -Before $one.CreatedAt.AddTicks(1)).Id | Should -Be @($one.Id)
    }
}

Describe 'Dates under <_>' -ForEach 'en-US', 'de-DE', 'th-TH', 'ar-SA', 'tr-TR', 'fa-IR' {
    AfterEach { Clear-RecordingSession }
    BeforeAll {
        $culture = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = $_
    }
    AfterAll { [cultureinfo]::CurrentCulture = $culture }
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 120
        $limit = [DateTimeOffset]::UtcNow.AddDays(-10)
        $limit = [DateTimeOffset]::new($limit.Year, $limit.Month, $limit.Day, 8, 0, 0, [timespan]::Zero)
        $expected = @(Get-Recording | Where-Object { $_.CreatedAt -and $_.CreatedAt -lt $limit } | ForEach-Object Id | Sort-Object)
        $null = Get-RecordingSandboxRequest -Clear
    }

    It 'reads a DateTimeOffset, a DateTime and ISO text as the same moment' {
        $expected.Count | Should -BeGreaterThan 10
        $iso = $limit.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", [cultureinfo]::InvariantCulture)
        $shifted = $limit.ToOffset([timespan]::FromHours(2)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", [cultureinfo]::InvariantCulture)
        $local = $limit.LocalDateTime.ToString('yyyy-MM-dd HH:mm', [cultureinfo]::InvariantCulture)
        foreach ($date in $limit, $limit.UtcDateTime, $limit.LocalDateTime, [datetime]::new($limit.LocalDateTime.Ticks, 'Unspecified'), $iso, $shifted, $local) {
            @(Get-Recording -Before $date | ForEach-Object Id | Sort-Object) | Should -Be $expected -Because "$date"
        }
    }

    It 'takes a bare ISO date for midnight of the local day' {
        $day = $limit.LocalDateTime.Date
        $text = $day.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
        @(Get-Recording -After $text).Count | Should -Be @(Get-Recording | Where-Object { $_.CreatedAt -and $_.CreatedAt.LocalDateTime -ge $day }).Count
    }

    It 'sends dates that every service reads' {
        $null = Get-Recording -After $limit
        $queries = @(Get-RecordingSandboxRequest GET | ForEach-Object { [uri]::UnescapeDataString($_.Query) })
        $queries[0] | Should -Match "\[gte\]=$($limit.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", [cultureinfo]::InvariantCulture))"
        $queries[0] | Should -Match '\[lte\]=20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ'
        @(Get-RecordingSandboxRequest GET).Status | Should -Not -Contain 400
    }

    It 'refuses dates that are read in two ways' {
        foreach ($text in '01/02/2026', '1.2.2026', '02.01.2026 08:00', '2026/01/31', '31 Jan 2026', '20260131', '2569-01-32', 'yesterday', '') {
            { Get-Recording -Before $text } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,RecordingCmdlets.Cmdlets.GetRecordingCommand' -Because $text
        }
        { Get-Recording -Before 20260131 } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,RecordingCmdlets.Cmdlets.GetRecordingCommand'
        @(Get-RecordingSandboxRequest GET).Count | Should -Be 0
    }

    It 'reads ages, deletes and writes ledgers that verify' {
        $run = Get-RunParameter $TestDrive
        $old = @(Get-Recording -OlderThan 30d)
        $old.Count | Should -Be 18
        @($old | Remove-Recording @run -PassThru | Where-Object Outcome -EQ Deleted).Count | Should -Be 18
        Find-LedgerFault $run.AuditPath (Get-RemainingId) | Should -BeNullOrEmpty
        Split-Path (Test-RecordingAudit $run.AuditPath).Path -Leaf | Should -Match '^20\d\d(0[1-9]|1[0-2])[0-3]\dT\d{6}Z-'
    }
}
