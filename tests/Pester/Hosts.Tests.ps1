# Wherever it runs: other cultures, constrained languages, remote sessions, and homes that cannot be written. Where the host matters, in a fresh process.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"
    $null = New-Item -ItemType Directory -Path ($base = Join-Path $TestDrive 'hosts')

    <# A folder of a test's own, with a holds file and a policy that removes whatever is older than a day. #>
    function New-Desk {
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A folder of a test.')]
        param()
        $desk = Join-Path $base ([guid]::NewGuid().ToString('N').Substring(0, 8))
        $null = New-Item -ItemType Directory -Path $desk
        Set-Content -LiteralPath "$desk/holds.json" '{"format":"recordingcmdlets-holds/1","holds":[]}'
        Set-Content -LiteralPath "$desk/policy.json" '{ "format": "recordingcmdlets-policy/1", "name": "p", "reason": "r", "fuse": { "maximum": 1000, "maximumShare": 1 }, "rules": [ { "name": "old", "providers": [ "Telnyx" ], "olderThan": "1d", "action": "delete" } ] }'
        $desk
    }

    # What an administrator does in a day, without a type or a method of .NET: lists, saves, plans, applies, removes and looks it up.
    $day = @'
$null = Start-RecordingSandbox -Provider TELNYX, Vonage, Webex, RECALL, attendee -RecordingCount 12 -Seed 3
$quiet = @{ WarningAction = 'SilentlyContinue' }
$at = @{ HoldPath = "$desk/holds.json"; AuditPath = "$desk/audit" }
$all = @(Get-Recording -Provider TELNYX)
"ALL $($all.Count)"
"OLD $(@(Get-Recording -Provider telnyx -OlderThan 30d -After 2020-01-01 -Before '2099-12-31T00:00:00Z').Count) $(@($all | Where-Object { $_.CreatedAt.UtcDateTime -lt (Get-Date).ToUniversalTime().AddDays(-30) }).Count)"
"STATUS $(@(Get-Recording -Provider WEBEX -Status AVAILABLE @quiet).Count) $(@(Get-Recording -Provider Webex @quiet | Where-Object Status -EQ available).Count)"
"BOTS $(@(Get-RecordingBot -Provider Recall -Status FATAL).Count) $(@(Get-RecordingBot -Provider Recall | Where-Object Status -EQ fatal).Count)"
"KIND $(@(Get-Recording -Provider VONAGE -Kind ONDEMAND).Count) $(@(Get-Recording -Provider Vonage | Where-Object Kind -EQ OnDemand).Count)"
$all | Save-Recording "$desk/saved" @quiet -ErrorAction SilentlyContinue
$hold = $all | Select-Object -First 1 | Add-RecordingHold -Ticket T @at
"COVERS $((Add-RecordingHold -Provider TELNYX -Title 'IGNORED*' -After 2020-01-01 -Ticket T @at).Covers)"
"HOLDS $(@(Get-RecordingHold -HoldPath $at.HoldPath).Count)"
"POLICY $((Test-RecordingRetentionPolicy "$desk/policy.json").IsValid)"
$plan = New-RecordingRetentionPlan -Policy "$desk/policy.json" -Path "$desk/plan.jsonl" @quiet
"PLAN $($plan.Listed) $($plan.ToRemove)"
$summary = Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash @at -Confirm:$false @quiet
"APPLIED $($summary.Succeeded) $($summary.Skipped)"
Get-Recording -Provider vonage | Select-Object -First 2 | Export-Csv "$desk/rows.csv"
"ROWS $(@(Import-Csv "$desk/rows.csv" | Remove-Recording @at -Confirm:$false -PassThru | Where-Object Outcome -EQ Deleted).Count)"
"BOT $(@(Get-RecordingBot -Provider Attendee -Status ended | Select-Object -First 1 | Remove-BotMedia @at -Confirm:$false -PassThru).Outcome)"
$all | Select-Object -First 1 | Format-Table | Out-String -Width 200
"AUDIT $(@(Get-RecordingAudit $at.AuditPath -Outcome DELETED).Count) $(@(Test-RecordingAudit $at.AuditPath | Where-Object State -NE Sealed).Count)"
"LEFT $(@(Get-Recording -Provider Telnyx).Count)"
"ERRORS $(@($Error | Where-Object FullyQualifiedErrorId -NotLike 'MediaUnavailable,*').Count) $($Error | Where-Object FullyQualifiedErrorId -NotLike 'MediaUnavailable,*')"
'@

    <# The day in another process, where the first lines of its script make the host what it is to be. #>
    function Invoke-Day([string] $First = '', [hashtable] $Environment = @{}) {
        $desk = New-Desk
        $child = Invoke-ChildPwsh "`$desk = '$desk'`n$First`n$day" -Environment (@{ XDG_DATA_HOME = "$desk/state" } + $Environment) -Seconds 120
        $child | Add-Member Desk $desk -PassThru
    }

    <# What every such day ends with, whatever the host. #>
    function Assert-Day($Child) {
        $Child.InTime | Should -BeTrue
        $Child.ExitCode | Should -Be 0 -Because $Child.Text
        $Child.Text | Should -Match '(?m)^ERRORS 0 ?\r?$' -Because $Child.Text
        $Child.Text | Should -Match '(?m)^ALL 12\r?$'
        foreach ($pair in 'OLD', 'STATUS', 'BOTS', 'KIND') { $Child.Text | Should -Match "(?m)^$pair ([1-9]\d*) \1\r?$" -Because $Child.Text }
        $Child.Text | Should -Match '(?m)^COVERS title IGNORED\*, provider TELNYX, since 2020-01-01 00:00 UTC\r?$'
        $Child.Text | Should -Match '(?m)^HOLDS 2\r?$'
        $Child.Text | Should -Match '(?m)^POLICY True\r?$'
        $Child.Text | Should -Match '(?m)^ROWS 2\r?$'
        $Child.Text | Should -Match '(?m)^BOT Deleted\r?$'
        # The table: a day of the usual calendar, an age, and the whole id.
        $year = [datetime]::UtcNow.Year
        $Child.Text | Should -Match "(?m)^Telnyx .*\b($($year - 1)|$year)-\d\d-\d\d\b.* \d+ ?[a-z]+ .*\b[0-9a-f]{8}-[0-9a-f-]{27}\r?$"
        $planned = [regex]::Match($Child.Text, '(?m)^PLAN 12 (\d+)').Groups[1].Value
        [int]$planned | Should -BeGreaterThan 5
        # The one on hold is listed first, and may be too young for the plan.
        $applied = [regex]::Match($Child.Text, '(?m)^APPLIED (\d+) (\d+)')
        [int]$applied.Groups[1].Value + [int]$applied.Groups[2].Value | Should -Be $planned
        $Child.Text | Should -Match "(?m)^LEFT $(12 - [int]$applied.Groups[1].Value)\r?$"
        $Child.Text | Should -Match "(?m)^AUDIT $(3 + [int]$applied.Groups[1].Value) 0\r?$"
    }
}

Describe 'In another culture' {
    It 'such as <_> a day of work is the same, and what is written down is everybody''s' -ForEach @('tr-TR', 'de-DE', 'ar-SA', 'th-TH', 'fa-IR') {
        $child = Invoke-Day "[cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = [cultureinfo]::DefaultThreadCurrentCulture = [cultureinfo]::DefaultThreadCurrentUICulture = '$_'" @{ LANG = "$($_.Replace('-', '_')).UTF-8" }
        Assert-Day $child
        $year = [datetime]::UtcNow.Year
        # What is read by machines: dates in ISO 8601, numbers with a point, digits of everybody.
        $rows = @(Import-Csv "$($child.Desk)/plan.csv")
        $rows.Count | Should -Be 12
        foreach ($row in $rows) { $row.Created | Should -MatchExactly '^20\d\d-\d\d-\d\d[T ]\d\d:\d\d' }
        $files = @(Get-ChildItem $child.Desk -Recurse -File | Where-Object Extension -In .jsonl, .json, .csv | Where-Object Name -NE rows.csv)
        $files.Count | Should -BeGreaterThan 10
        foreach ($file in $files) { Get-Content -LiteralPath $file.FullName -Raw | Should -Not -MatchExactly '[\p{Nd}-[0-9]]|\u0131|\u0130' -Because $file.Name }
        foreach ($file in Get-ChildItem "$($child.Desk)/saved" -Recurse -File -Filter *.mp3) { $file.Name | Should -MatchExactly '^20\d\d-\d\d-\d\d ' }
        foreach ($file in Get-ChildItem "$($child.Desk)/audit" -File -Filter *.jsonl) { $file.Name | Should -MatchExactly "^$year[01]\d[0-3]\dT\d{6}Z-[0-9a-f]{12}\.jsonl$" }
    }

    It 'or in none, where .NET has been told to know no cultures, it is the same too' {
        Assert-Day (Invoke-Day '' @{ DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = '1'; LANG = 'C' })
    }
}

Describe 'Without Unicode' {
    It 'a terminal shows what it can, and files hold every letter' {
        $desk = New-Desk
        $child = Invoke-ChildPwsh @"
[Console]::OutputEncoding = [Text.Encoding]::ASCII
`$null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 0
`$room = Get-SandboxRoom Telnyx
`$one = [Activator]::CreateInstance(`$room.GetType().Assembly.GetType('RecordingCmdlets.Sandbox.TelnyxRecording'))
@{ Id = [guid]::NewGuid().ToString(); CreatedAt = '2026-01-05T09:00:00.000Z'; From = "Jos`u{e9} \u{1f3a7}"; To = "`u{738b}" }.GetEnumerator() | ForEach-Object { `$one.GetType().GetProperty(`$_.Key).SetValue(`$one, `$_.Value) }
`$room.Add(`$one)
`$item = Get-Recording
"TITLE `$([Convert]::ToHexString([Text.Encoding]::UTF8.GetBytes(`$item.Title)))"
`$item
`$null = `$item | Add-RecordingHold -Ticket "Akte `u{fc}ber" -HoldPath '$desk/holds.json' -AuditPath '$desk/audit'
`$plan = New-RecordingRetentionPlan -Policy '$desk/policy.json' -Path '$desk/plan.jsonl'
"@ -Environment @{ LANG = 'C'; LC_ALL = 'C'; XDG_DATA_HOME = "$desk/state" }
        $child.ExitCode | Should -Be 0 -Because $child.Text
        $title = [Text.Encoding]::UTF8.GetString([Convert]::FromHexString([regex]::Match($child.Text, 'TITLE ([0-9A-F]+)').Groups[1].Value))
        $title | Should -Match "Jos\u00e9.*\u738b"
        $child.Text | Should -Match 'Telnyx +Jos\?'
        @(Import-Csv "$desk/plan.csv")[0].Title | Should -BeExactly $title
        (ConvertFrom-Json (Get-Content -Raw "$desk/holds.json")).holds[0].ticket | Should -BeExactly "Akte $([char]0xfc)ber"
    }
}

Describe 'In a constrained language' {
    It 'a day of work is the same after the session was constrained' {
        Assert-Day (Invoke-Day '$ExecutionContext.SessionState.LanguageMode = ''ConstrainedLanguage''')
    }

    It 'a day of work is the same in a runspace that was constrained from its beginning' {
        $desk = New-Desk
        Set-Content -LiteralPath "$desk/day.ps1" $day
        $child = Invoke-ChildPwsh @"
`$constrained = [initialsessionstate]::CreateDefault2()
`$constrained.LanguageMode = 'ConstrainedLanguage'
`$runspace = [runspacefactory]::CreateRunspace(`$constrained)
`$runspace.Open()
`$runspace.SessionStateProxy.SetVariable('desk', '$desk')
`$shell = [powershell]::Create(`$runspace)
`$null = `$shell.AddScript("Import-Module RecordingCmdlets``n``"MODE ```$(```$ExecutionContext.SessionState.LanguageMode)``"``n" + (Get-Content -Raw '$desk/day.ps1'))
`$shell.Invoke()
"@ -Environment @{ XDG_DATA_HOME = "$desk/state" } -Seconds 120
        $child.Text | Should -Match '(?m)^MODE ConstrainedLanguage\r?$'
        Assert-Day $child
    }
}

Describe 'A home that cannot be written' {
    It 'keeps nothing from being listed, and everything from being removed without a ledger: <Name>' -ForEach @(
        @{ Name = 'under a file'; Make = { param($desk) @{ XDG_DATA_HOME = "$desk/holds.json/state" } } }
        @{ Name = 'in a file system that is not to be written'; Make = { @{ XDG_DATA_HOME = '/proc/recordingcmdlets' } }; Needs = '/proc/version' }
    ) {
        if ($Needs -and -not (Test-Path $Needs)) { Set-ItResult -Skipped -Because "this machine has no $Needs"; return }
        $desk = New-Desk
        $child = Invoke-ChildPwsh @"
`$null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
"LISTED `$(@(Get-Recording).Count)"
try { Get-Recording | Remove-Recording -Confirm:`$false } catch { "REMOVE `$(`$_.FullyQualifiedErrorId) `$(`$_.ErrorDetails.RecommendedAction)" }
try { `$null = Add-RecordingHold -All -Ticket T -ErrorAction Stop } catch { "HOLD `$(`$_.FullyQualifiedErrorId)" }
try { `$null = New-RecordingRetentionPlan -Policy '$desk/policy.json' } catch { "PLAN `$(`$_.FullyQualifiedErrorId)" }
"DESTROYING `$(Get-DestroyingCount)"
Get-Recording | Remove-Recording -Confirm:`$false -HoldPath '$desk/holds.json' -AuditPath '$desk/audit'
"LEFT `$(@(Get-RemainingId).Count)"
"@ -Environment (& $Make $desk)
        $child.ExitCode | Should -Be 0 -Because $child.Text
        $child.Text | Should -Match '(?m)^LISTED 5\r?$'
        $child.Text | Should -Match '(?m)^REMOVE AuditUnavailable,.*-AuditPath'
        $child.Text | Should -Match '(?m)^HOLD HoldsUnwritable,'
        $child.Text | Should -Match '(?m)^PLAN PlanUnwritable,'
        $child.Text | Should -Match '(?m)^DESTROYING 0\r?$'
        $child.Text | Should -Match '(?m)^LEFT 0\r?$'
    }

    It 'and none at all, are no reason to fail: no variable names one' {
        $desk = New-Desk
        $child = Invoke-ChildPwsh @"
`$null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
Get-Recording | Remove-Recording -Confirm:`$false -HoldPath '$desk/holds.json' -AuditPath '$desk/audit'
"LEFT `$(@(Get-RemainingId).Count) `$(`$Error.Count)"
"@ -Environment @{ XDG_DATA_HOME = ''; XDG_CONFIG_HOME = ''; XDG_CACHE_HOME = ''; HOME = "$desk/home" }
        $child.Text | Should -Match '(?m)^LEFT 0 0\r?$'
    }
}

Describe 'A strict caller' {
    It 'with errors that stop, strict mode and no modules that load by themselves has a day like any other' {
        Assert-Day (Invoke-Day '$PSModuleAutoLoadingPreference = ''None''; Import-Module RecordingCmdlets, Microsoft.PowerShell.Utility, Microsoft.PowerShell.Management; Set-StrictMode -Version Latest; $ErrorActionPreference = ''Stop''')
    }
}

Describe 'A remote session' {
    BeforeAll {
        $runspace = [runspacefactory]::CreateOutOfProcessRunspace($null)
        $runspace.Open()

        <# Runs a script over there; what it gives and takes goes through the wire. #>
        function Invoke-There([scriptblock] $Script, [hashtable] $With = @{}) {
            $shell = [powershell]::Create()
            $shell.Runspace = $runspace
            $null = $shell.AddScript($Script.ToString()).AddArgument($With)
            try { $shell.Invoke() } finally { $shell.Dispose() }
        }
        $listed = @(Invoke-There {
                param($with)
                Import-Module $with.Support
                $null = Start-RecordingSandbox -RecordingCount 12 -Seed 5
                Get-Recording -WarningAction Ignore
                Get-RecordingBot -Provider Recall
            } @{ Support = "$PSScriptRoot/Support.psm1" })
    }
    AfterAll { $runspace.Dispose() }

    It 'gives recordings and bots that are removed, saved and held by the commands they were listed for' {
        @($listed | ForEach-Object { $_.PSTypeNames[0] } | Sort-Object -Unique) | Should -Be @('Deserialized.RecordingCmdlets.Recording', 'Deserialized.RecordingCmdlets.RecordingBot')
        $desk = New-Desk
        $with = @{
            Desk = $desk
            Calls = @($listed | Where-Object { $_.Provider -in 'Telnyx', 'Vonage' })
            Bots = @($listed | Where-Object { $_.PSTypeNames[0] -like '*RecordingBot' -and $_.Status -eq 'done' })
        }
        @($with.Calls | Where-Object Kind -EQ OnDemand).Count | Should -BeGreaterThan 0
        $done = Invoke-There {
            param($with)
            $at = @{ HoldPath = "$($with.Desk)/holds.json"; AuditPath = "$($with.Desk)/audit"; Confirm = $false }
            $with.Calls | Save-Recording "$($with.Desk)/saved" -ErrorAction Ignore -WarningAction Ignore
            $null = $with.Calls[0] | Add-RecordingHold -Ticket T -HoldPath $at.HoldPath -AuditPath $at.AuditPath
            "OUTCOMES $(@($with.Calls | Remove-Recording @at -PassThru -WarningAction Ignore).Outcome | Group-Object | Sort-Object Name | ForEach-Object { "$($_.Name)=$($_.Count)" })"
            $at.AuditPath = "$($with.Desk)/bots"
            "BOTS $(@($with.Bots | Remove-BotMedia @at -PassThru -WarningAction Ignore).Outcome | Group-Object | Sort-Object Name | ForEach-Object { "$($_.Name)=$($_.Count)" })"
            "FAULTS $(Find-LedgerFault $at.AuditPath) $(Find-LedgerFault "$($with.Desk)/audit" (Get-RemainingId))"
        } $with
        "$done" | Should -Match "OUTCOMES Deleted=$($with.Calls.Count - 1) Held=1 BOTS Deleted=$($with.Bots.Count) FAULTS +$"
        @(Get-ChildItem "$desk/saved" -Recurse -File -Filter *.mp3).Count | Should -BeGreaterThan 5
    }

    It 'has nobody to ask, and so removes nothing without -Confirm:$false' {
        $answer = Invoke-There {
            param($with)
            $null = Get-RecordingSandboxRequest -Clear
            try { $with.Items | Remove-Recording -HoldPath "$($with.Desk)/holds.json" -AuditPath "$($with.Desk)/audit" } catch { "$($_.FullyQualifiedErrorId) $($_.ErrorDetails.RecommendedAction)" }
            "DESTROYING $(Get-DestroyingCount)"
        } @{ Desk = New-Desk; Items = @($listed | Where-Object Provider -EQ Webex | Where-Object Status -EQ available) }
        "$answer" | Should -Match '^ConfirmationRequired,.*-Confirm:\$false.* DESTROYING 0$'
    }
}

Describe 'Parallel runspaces' {
    AfterEach { Clear-RecordingSession }

    It 'share one budget of requests' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
        $with = @{ Uri = (Get-SandboxServer).GetBaseUri('Telnyx'); Key = Get-SandboxKey; Support = "$PSScriptRoot/Support.psm1" }
        $null = Get-RecordingSandboxRequest -Clear
        $job = 1..4 | ForEach-Object -ThrottleLimit 4 -AsJob -Parallel {
            $with = $using:with
            Import-Module $with.Support
            Connect-RecordingProvider Telnyx -BaseUri $with.Uri -ApiKey (ConvertTo-Secret $with.Key) -SkipValidation -RequestsPerMinute 6
            foreach ($time in 1..6) { $null = Get-Recording }
        }
        try {
            Wait-Until { @(Get-RecordingSandboxRequest).Count -ge 6 } -Seconds 60 | Should -BeTrue
            # With a budget each there would be 24 in no time. The seventh has to wait for the next minute.
            Start-Sleep -Seconds 3
            @(Get-RecordingSandboxRequest).Count | Should -Be 6
            $job.State | Should -Be 'Running'
        }
        finally {
            $job | Remove-Job -Force
        }
    }

    It 'are told that a connection is their own where another one is connected' {
        $names = 'TELNYX_API_KEY', 'RECALL_API_KEY', 'ATTENDEE_API_KEY', 'WEBEX_ACCESS_TOKEN', 'WEBEX_REFRESH_TOKEN', 'VBC_PASSWORD'
        $kept = @{}
        foreach ($name in $names) { $kept[$name] = [Environment]::GetEnvironmentVariable($name); [Environment]::SetEnvironmentVariable($name, $null) }
        try {
            $ask = {
                Import-Module $using:PSScriptRoot/Support.psm1
                try { Get-Recording } catch { "$($_.FullyQualifiedErrorId) $($_.ErrorDetails.RecommendedAction)" }
                try { [pscustomobject]@{ Provider = 'Telnyx'; Id = 'x' } | Remove-Recording -WhatIf } catch { "$($_.FullyQualifiedErrorId) $($_.ErrorDetails.RecommendedAction)" }
            }
            $alone = 1 | ForEach-Object -Parallel $ask
            $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 1
            $beside = 1 | ForEach-Object -Parallel $ask
            "$($alone[0]) $($alone[1])" | Should -Match '^NotConnected,.*CredentialMissing,'
            "$($beside[0]) $($beside[1])" | Should -Match '^NotConnected,.*CredentialMissing,'
            "$alone" | Should -Not -Match 'runspace'
            foreach ($text in $beside) { $text | Should -Match 'inside the script block of ForEach-Object -Parallel' }
        }
        finally {
            foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, $kept[$name]) }
        }
    }
}

Describe 'PowerShell 7.4' {
    It 'has all that the assemblies ask for: nothing newer is referred to' {
        $folder = Split-Path (Get-Module RecordingCmdlets).Path
        $asked = foreach ($file in Get-ChildItem $folder -Recurse -Filter *.dll) {
            $stream = [IO.File]::OpenRead($file.FullName)
            try {
                $reader = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader(($image = [Reflection.PortableExecutable.PEReader]::new($stream)))
                foreach ($handle in $reader.AssemblyReferences) {
                    $reference = $reader.GetAssemblyReference($handle)
                    [pscustomobject]@{ File = $file.Name; Name = $reader.GetString($reference.Name); Version = $reference.Version }
                }
            }
            finally {
                if ($image) { $image.Dispose() }
                $stream.Dispose()
            }
        }
        $host74 = @($asked | Where-Object Name -EQ System.Management.Automation)
        $host74.Count | Should -BeGreaterThan 0
        foreach ($reference in $host74) { $reference.Version | Should -BeLessThan ([version]'7.4.100') }
        # What the host brings along is of .NET 8 there.
        @($asked | Where-Object { $_.Name -match '^(System\.|mscorlib|netstandard)' -and $_.Name -ne 'System.Management.Automation' -and $_.Version.Major -gt 8 -and -not (Test-Path (Join-Path $folder 'deps' "$($_.Name).dll")) } | ForEach-Object { "$($_.File) asks for $($_.Name) $($_.Version)" }) | Should -BeNullOrEmpty
    }
}
