BeforeDiscovery { $services = 'Telnyx', 'Webex', 'Vonage', 'Recall', 'Attendee' }

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"
    $quiet = @{ WarningAction = 'SilentlyContinue'; ErrorAction = 'SilentlyContinue' }

    function Get-Id($Item) { @($Item | ForEach-Object Id | Sort-Object -CaseSensitive) }

    <# The parameter that takes a fixed credential at a service. #>
    function Get-KeyParameter([string] $Provider, [string] $Key) {
        @{ ($Provider -in 'Webex', 'Vonage' ? 'AccessToken' : 'ApiKey') = ConvertTo-Secret $Key; BaseUri = (Get-SandboxServer).GetBaseUri($Provider) }
    }

    function ConvertTo-Moment([string] $Text) { $Text ? [DateTimeOffset]::Parse(($Text -replace '([+-]\d\d)(\d\d)\z', '$1:$2'), [cultureinfo]::InvariantCulture) : $null }

    <# What a listing of everything should find, from the sandbox's own data: provider, kind, id, moment and milliseconds. #>
    function Get-Expected {
        $telnyx = Get-SandboxRoom Telnyx
        foreach ($id in $telnyx.Ids) { $r = $telnyx.Find($id); [pscustomobject]@{ Key = "Telnyx/Recording/$id"; At = ConvertTo-Moment $r.CreatedAt } }
        $webex = Get-SandboxRoom Webex
        foreach ($id in $webex.Ids) { $r = $webex.Find($id); if ($r.HostEmail -eq $webex.UserEmail -or $r.ShareToMe) { [pscustomobject]@{ Key = "Webex/Recording/$id"; At = ConvertTo-Moment $r.CreateTime } } }
        $vonage = Get-SandboxRoom Vonage
        foreach ($id in $vonage.Ids) { $r = $vonage.Find($id); if (-not $r.UserId -or $r.UserId -eq $vonage.SelfUserId) { [pscustomobject]@{ Key = "Vonage/$($r.UserId ? 'OnDemand' : 'Company')/$id"; At = ConvertTo-Moment $r.Start } } }
        $recall = Get-SandboxRoom Recall
        foreach ($id in $recall.Ids) { [pscustomobject]@{ Key = "Recall/Recording/$id"; At = ConvertTo-Moment $recall.Find($id).CreatedAt } }
        $attendee = Get-SandboxRoom Attendee
        foreach ($id in $attendee.Ids) { if ($id -notlike 'app_*') { $bot = $attendee.Find($id); [pscustomobject]@{ Key = "Attendee/BotMedia/$id"; At = ConvertTo-Moment (@($bot.Events | ForEach-Object CreatedAt)[0] ?? $bot.JoinAt) } } }
    }

    <# Everything of streams and files as one text. #>
    function Get-Text($Seen, [string] $Folder) {
        $all = @($Seen.Streams) + @($Seen.Ended | Where-Object { $_ })
        $all | Out-String -Width 500
        foreach ($item in $all) {
            if ($item -is [Management.Automation.ErrorRecord]) {
                Get-Error -InputObject $item | Out-String -Width 500
                for ($fault = $item.Exception; $fault; $fault = $fault.InnerException) { "$fault" }
            }
            elseif ($item -is [Management.Automation.InformationalRecord] -or $item -is [Management.Automation.InformationRecord]) { "$item" }
            else { [Management.Automation.PSSerializer]::Serialize($item, 4) }
        }
        if (Test-Path $Folder) { Get-ChildItem $Folder -Recurse -File | ForEach-Object { Get-Content -LiteralPath $_.FullName -Raw } }
    }

    <# What contradicts the data of the sandbox, after a run over everything at one service. #>
    function Find-Contradiction([string] $Provider, $Results, [string[]] $Before) {
        $left = @(Get-RemainingId $Provider)
        foreach ($result in $Results) {
            $isThere = $result.Id -cin $left
            if ($result.Outcome -in 'Deleted', 'AlreadyGone', 'Recycled' -and $isThere) { "$result, and it is there" }
            if ($result.Outcome -in 'NotSent', 'Held', 'NotEligible', 'LimitReached' -and -not $isThere) { "$result, and it is gone" }
            if ($result.Outcome -eq 'Failed' -and -not $isThere) { "$result, and it is gone" }
        }
        $gone = @($Before | Where-Object { $_ -cnotin $left })
        $untold = @($gone | Where-Object { $_ -cnotin @($Results | Where-Object Outcome -In Deleted, AlreadyGone, Accepted, Unknown | ForEach-Object Id) })
        if ($untold) { "gone without a word: $untold" }
    }
}

Describe 'Connecting' {
    BeforeAll {
        $kept = @{}
        foreach ($name in 'TELNYX_API_KEY', 'RECALL_API_KEY', 'RECALL_REGION', 'ATTENDEE_API_KEY', 'ATTENDEE_BASE_URL', 'WEBEX_ACCESS_TOKEN', 'VBC_PASSWORD') {
            $kept[$name] = [Environment]::GetEnvironmentVariable($name)
            [Environment]::SetEnvironmentVariable($name, $null)
        }
        $null = Start-RecordingSandbox -RecordingCount 10
        $server = Get-SandboxServer
        $secret = ConvertTo-Secret (Get-SandboxKey)
        $vonage = @{ BaseUri = $server.GetBaseUri('Vonage'); ClientId = 'client'; ClientSecret = $secret }
    }
    BeforeEach { $null = Get-RecordingSandboxRequest -Clear }
    AfterAll {
        Clear-RecordingSession
        foreach ($name in $kept.Keys) { [Environment]::SetEnvironmentVariable($name, $kept[$name]) }
    }

    It 'to <_> checks the key with one request, and refuses a wrong one' -ForEach $services {
        $with = Get-KeyParameter $_ (Get-SandboxKey)
        (Connect-RecordingProvider $_ -Name Right @with -PassThru).Provider | Should -Be $_
        @(Get-RecordingSandboxRequest).Count | Should -Be 1
        $wrong = Get-KeyParameter $_ 'KEYwrong'
        $seen = Invoke-Recorded { Connect-RecordingProvider $_ -Name Wrong @wrong }
        $seen.Ended.FullyQualifiedErrorId | Should -Be 'AuthenticationFailed,RecordingCmdlets.Cmdlets.ConnectRecordingProviderCommand'
        $seen.Ended.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $seen.Ended.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        (Get-RecordingProvider $_).Connections.Name | Should -Not -Contain 'Wrong'
        $null = Get-RecordingSandboxRequest -Clear
        Connect-RecordingProvider $_ -Name Unchecked @wrong -SkipValidation
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
        Disconnect-RecordingProvider -Name Right, Unchecked -Confirm:$false
    }

    It 'to <_> without any credential names what can be given' -ForEach $services {
        $with = $_ -eq 'Recall' ? @{ Region = 'us-west-2' } : @{}
        $seen = Invoke-Recorded { Connect-RecordingProvider $_ -Name None @with }
        $seen.Ended.FullyQualifiedErrorId | Should -Match '^CredentialMissing,'
        $seen.Ended.ErrorDetails.RecommendedAction | Should -Match '-(ApiKey|AccessToken).*(TELNYX|RECALL|ATTENDEE|WEBEX|VBC)_'
    }

    It 'to Recall needs one of its regions' {
        foreach ($with in @{}, @{ Region = 'us-east-2' }) {
            $seen = Invoke-Recorded { Connect-RecordingProvider Recall -Name R -ApiKey $secret @with }
            $seen.Ended.FullyQualifiedErrorId | Should -Match '^RegionUnknown,'
            $seen.Ended.ErrorDetails.RecommendedAction | Should -Match 'us-east-1, us-west-2, eu-central-1, ap-northeast-1'
        }
        (Connect-RecordingProvider Recall -Name R -Region EU-Central-1 -ApiKey $secret -SkipValidation -PassThru).BaseUri | Should -Be 'https://eu-central-1.recall.ai/api/v1'
        Disconnect-RecordingProvider -Name R -Confirm:$false
        (Invoke-Recorded { Connect-RecordingProvider Telnyx -Name T -Region us-west-2 -ApiKey $secret }).Ended.FullyQualifiedErrorId | Should -Match '^RegionUnknown,'
    }

    It 'takes only roles that the service has' {
        $with = Get-KeyParameter Webex (Get-SandboxKey)
        $seen = Invoke-Recorded { Connect-RecordingProvider Webex -Name W -Role Owner @with }
        $seen.Ended.FullyQualifiedErrorId | Should -Match '^RoleUnknown,'
        $seen.Ended.ErrorDetails.RecommendedAction | Should -Match 'User, Admin, ComplianceOfficer'
        (Connect-RecordingProvider Webex -Name W -Role complianceofficer @with -SkipValidation -PassThru).Role | Should -BeExactly 'ComplianceOfficer'
        Disconnect-RecordingProvider -Name W -Confirm:$false
        $telnyx = Get-KeyParameter Telnyx (Get-SandboxKey)
        (Invoke-Recorded { Connect-RecordingProvider Telnyx -Name T -Role Admin @telnyx }).Ended.FullyQualifiedErrorId | Should -Match '^RoleUnknown,'
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }

    It 'to Vonage needs a user name of the service' {
        $seen = Invoke-Recorded { Connect-RecordingProvider Vonage -Name V -Credential ([pscredential]::new('ana@example.com', $secret)) @vonage }
        $seen.Ended.FullyQualifiedErrorId | Should -Match '^UserNameInvalid,'
        "$($seen.Ended)" | Should -Match '@vbc\.prod'
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }

    It 'to Vonage sends a password as it is, whatever is in it' {
        $odd = "p&a+s s%41=`u{e4};/?#"
        $options = [RecordingCmdlets.SandboxOptions]@{ RecordingCount = 3 }
        $own = $server.GetType()::Start($options, [string[]]@('Vonage'), [RecordingCmdlets.Secret]::new($odd))
        try {
            $with = @{ BaseUri = $own.GetBaseUri('Vonage'); ClientId = 'cli&ent+%'; ClientSecret = ConvertTo-Secret $odd; Credential = [pscredential]::new('ana+b@vbc.prod', (ConvertTo-Secret $odd)) }
            Connect-RecordingProvider Vonage -Name Odd @with
            @(Get-Recording -Connection Odd -Kind Company).Count | Should -BeGreaterThan 0
            @($own.GetRequests() | Where-Object Path -EQ /token).Count | Should -Be 1
        }
        finally {
            Disconnect-RecordingProvider -Name Odd -Confirm:$false -ErrorAction Ignore
            $own.Dispose()
        }
    }

    It 'with a wrong password is refused, also after the right one was taken' {
        Connect-RecordingProvider Vonage -Name First -Credential ([pscredential]::new('eva@vbc.prod', $secret)) @vonage
        $seen = Invoke-Recorded { Connect-RecordingProvider Vonage -Name Second -Credential ([pscredential]::new('eva@vbc.prod', (ConvertTo-Secret 'not it'))) @vonage }
        $seen.Ended.FullyQualifiedErrorId | Should -Match '^AuthenticationFailed,'
        Disconnect-RecordingProvider -Name First -Confirm:$false
    }

    It 'with a wrong password is refused when it is the first' {
        $seen = Invoke-Recorded { Connect-RecordingProvider Vonage -Name Second -Credential ([pscredential]::new('ida@vbc.prod', (ConvertTo-Secret 'not it'))) @vonage }
        $seen.Ended.FullyQualifiedErrorId | Should -Match '^AuthenticationFailed,'
    }

    It 'with a refresh token hands each new one to -OnTokenChanged, and goes on with it' {
        $room = Get-SandboxRoom Vonage
        $got = [Collections.Generic.List[securestring]]::new()
        Connect-RecordingProvider Vonage -Name Renewed -RefreshToken $secret @vonage -OnTokenChanged { $got.Add($args[0]) }
        $got.Count | Should -Be 1
        $first = ConvertFrom-SecureString $got[0] -AsPlainText
        $first | Should -Match '^refresh'
        $room.Tokens.RevokeAccess()
        @(Get-Recording -Connection Renewed -Kind Company).Count | Should -BeGreaterThan 0
        $got.Count | Should -Be 2
        ConvertFrom-SecureString $got[1] -AsPlainText | Should -Not -Be $first
        # Nothing is left to go on with: an error that ends the command.
        $room.Tokens.RevokeAccess()
        $room.Tokens.RevokeRefresh()
        (Invoke-Recorded { Get-Recording -Connection Renewed -Kind Company }).Ended.FullyQualifiedErrorId | Should -Match '^AuthenticationFailed,'
        Disconnect-RecordingProvider -Name Renewed -Confirm:$false
    }

    It 'with a single-use refresh token and nobody to keep its successor is warned of' {
        $seen = Invoke-Recorded { Connect-RecordingProvider Vonage -Name Lost -RefreshToken $secret @vonage -SkipValidation }
        "$($seen.Warnings)" | Should -Match '-OnTokenChanged'
        Disconnect-RecordingProvider -Name Lost -Confirm:$false
    }

    It 'to an own Attendee server takes its address without a path' {
        $address = [uri]"http://127.0.0.1:$($server.GetBaseUri('Attendee').Port)"
        (Connect-RecordingProvider Attendee -Name Own -BaseUri $address -ApiKey $secret -PassThru).BaseUri.AbsolutePath | Should -Be '/api/v1'
        @(Get-Recording -Connection Own).Count | Should -BeGreaterThan 5
        @(Get-RecordingSandboxRequest | Where-Object Path -NotMatch '^/api/v1/bots') | Should -BeNullOrEmpty
        Disconnect-RecordingProvider -Name Own -Confirm:$false
    }
}

Describe 'The secrets of <_>' -ForEach $services {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider $_ -RecordingCount 20
        $server = Get-SandboxServer
        $run = Get-RunParameter $TestDrive
    }
    AfterEach { Clear-RecordingSession }

    It 'are in nothing that is said, written or given out' {
        $server.EchoSecretInErrors = $true
        $loud = @{ Verbose = $true; Debug = $true; WarningAction = 'Continue'; ErrorAction = 'Continue' }
        $wrong = Get-KeyParameter $_ 'CANARYKEY0123456789+/=&secret'
        $provider = $_
        $seen = Invoke-Recorded { Connect-RecordingProvider $provider -Name Wrong @wrong @loud }
        $seen.Ended | Should -Not -BeNullOrEmpty
        $text = @(Get-Text $seen $TestDrive)
        Connect-RecordingProvider $provider -Name Wrong @wrong -SkipValidation
        $seen = Invoke-Recorded { Get-Recording -Connection Wrong @loud }
        "$($seen.Errors.FullyQualifiedErrorId) $($seen.Ended.FullyQualifiedErrorId)" | Should -Match 'AuthenticationFailed,'
        $text += @(Get-Text $seen $TestDrive)
        Disconnect-RecordingProvider -Name Wrong -Confirm:$false
        $seen = Invoke-Recorded {
            # -Debug alone makes PowerShell ask about each warning and error.
            $PSDefaultParameterValues = @{ '*-Recording*:Verbose' = $true; '*-Recording*:Debug' = $true; '*-Recording*:WarningAction' = 'Continue'; '*-Recording*:ErrorAction' = 'Continue' }
            $items = @(Get-Recording)
            $items
            $items | ForEach-Object Service
            if ($provider -in 'Recall', 'Attendee') { Get-RecordingBot | ForEach-Object { $_; $_.Service } }
            $items | Remove-Recording @run -PassThru
            Get-RecordingProvider $provider
            Get-RecordingSandboxRequest
        }
        $seen.Output.Count | Should -BeGreaterThan 30
        $text += @(Get-Text $seen (Split-Path $run.AuditPath))
        foreach ($word in 'CANARYKEY', (Get-SandboxKey), 'X-Amz-Signature', 'pwd=', 'ticket=', 'meeting_password', 'RCID=', ($_ -eq 'Vonage' ? 'X-Amz' : 'download_url')) {
            # The links of Vonage are addresses of its API, worth nothing without the token.
            Find-Secret $text $word | Select-Object -First 3 | Should -BeNullOrEmpty -Because $word
        }
        # The header, unless it is masked, and the passwords of recordings of Webex.
        [regex]::Matches("$text", '(Bearer|Token) (?=[^\s*]*[0-9A-F]{8})').Count | Should -Be 0
        [regex]::Matches("$text", 'secret[0-9a-f]{8}').Count | Should -Be 0
    }
}

Describe 'All five services at once' {
    BeforeAll {
        $null = Start-RecordingSandbox -RecordingCount 120
        $expected = @(Get-Expected)
        $vonage = Get-SandboxRoom Vonage
    }
    BeforeEach { $null = Get-RecordingSandboxRequest -Clear }
    AfterAll { Clear-RecordingSession }

    It 'list exactly what is older, of every kind, each once' {
        $limit = [DateTimeOffset]::UtcNow.AddDays(-30)
        $listed = @(Get-Recording -OlderThan 30d -WarningAction SilentlyContinue | ForEach-Object { "$($_.Provider)/$($_.Kind)/$($_.Id)" } | Sort-Object -CaseSensitive)
        $listed | Should -BeExactly @($expected | Where-Object { $null -ne $_.At -and $_.At -lt $limit } | ForEach-Object Key | Sort-Object -CaseSensitive)
        @($listed | ForEach-Object { $_.Split('/')[1] } | Select-Object -Unique | Sort-Object) | Should -Be @('BotMedia', 'Company', 'OnDemand', 'Recording')
        @($listed | ForEach-Object { $_.Split('/')[0] } | Select-Object -Unique).Count | Should -Be 5
        @($listed | Select-Object -Unique).Count | Should -Be $listed.Count
    }

    It 'count a bot of Recall and its recordings once' {
        $recall = Get-SandboxRoom Recall
        $listed = @(Get-Recording -Provider Recall)
        Get-Id $listed | Should -Be @($recall.Ids | Sort-Object)
        @($listed | Where-Object Id -In $recall.BotIds) | Should -BeNullOrEmpty
    }

    It 'refuse a kind that nobody has before anything is sent' {
        foreach ($line in { Get-Recording -Kind Recordings }, { Get-Recording -Provider Vonage -Kind Recording }, { Get-Recording -Provider Recall -Kind BotMedia }) {
            (Invoke-Recorded $line).Ended.FullyQualifiedErrorId | Should -Match '^RecordingKindMismatch,' -Because "$line"
        }
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }

    It 'refuse an empty condition, which would mean everything: <_>' -ForEach 'Provider', 'Connection', 'Title', 'Owner', 'Kind', 'Status', 'Site', 'Filter' {
        foreach ($value in $_ -eq 'Filter' ? (, $null) : ($null, @(), '')) {
            if ($_ -eq 'Site' -and $value -is [array]) { continue }
            $with = @{ $_ = $value }
            { Get-Recording @with } | Should -Throw -ErrorId 'ParameterArgumentValidationError*,*'
        }
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
    }

    It 'refuse a bare id where a service has several kinds, and take it with its kind' {
        $company = @(Get-Recording -Provider Vonage -Kind Company -First 1)[0]
        $null = Get-RecordingSandboxRequest -Clear
        $run = Get-RunParameter $TestDrive
        foreach ($line in { Get-Recording -Provider Vonage -Id $company.Id }, { Remove-Recording -Provider Vonage -Id $company.Id @run }, { $company | Select-Object Provider, Id | Remove-Recording @run }) {
            (Invoke-Recorded $line).Errors.FullyQualifiedErrorId | Should -Match '^RecordingKindMismatch,' -Because "$line"
        }
        (Invoke-Recorded { Get-Recording -Id $company.Id }).Errors.FullyQualifiedErrorId | Should -Match '^ProviderAmbiguous,'
        @(Get-RecordingSandboxRequest).Count | Should -Be 0
        (Get-Recording -Provider Vonage -Kind company -Id $company.Id).Id | Should -Be $company.Id
        # Of the other kind it is not known, and nothing goes.
        (Invoke-Recorded { Remove-Recording -Provider Vonage -Kind OnDemand -Owner self -Id $company.Id @run }).Errors.FullyQualifiedErrorId | Should -Match '^RecordingNotFound,'
        $vonage.Contains($company.Id) | Should -BeTrue
        $row = $company | Select-Object Provider, Kind, Id | Remove-Recording @run -PassThru
        $row.Outcome | Should -Be 'Deleted'
        $vonage.Contains($company.Id) | Should -BeFalse
    }

    It 'list the on-demand recordings of the owners that are named, and else of the token''s user' {
        foreach ($case in @{ With = @{}; Users = @('745249') }, @{ With = @{ Owner = '745250' }; Users = @('745250') }, @{ With = @{ Owner = '745250', '801377' }; Users = @('745250', '801377') }) {
            $with = $case.With
            $wanted = @($vonage.Ids | Where-Object { $r = $vonage.Find($_); $r.UserId -in $case.Users -and $r.Start } | Sort-Object -CaseSensitive)
            $wanted.Count | Should -BeGreaterThan 3
            Get-Id (Get-Recording -Provider Vonage -Kind OnDemand @with) | Should -Be $wanted
        }
        $seen = Invoke-Recorded { Get-Recording -Provider Vonage -Kind OnDemand -Owner '7*' }
        "$($seen.Warnings)" | Should -Match 'owner'
        # What another user has is removed over that user's path.
        $run = Get-RunParameter $TestDrive
        $one = Get-Recording -Provider Vonage -Kind OnDemand -Owner 801377 -First 1
        ($one | Select-Object Provider, Kind, Id, Owner | Remove-Recording @run -PassThru).Outcome | Should -Be 'Deleted'
        @(Get-RecordingSandboxRequest DELETE)[-1].Path | Should -Match '/users/801377/call_recordings/'
    }

    It 'compare durations in the unit of each service' {
        $webex = Get-SandboxRoom Webex
        foreach ($case in @(
                @{ Provider = 'Vonage'; With = @{ Kind = 'Company' }; Of = { param($id) $vonage.Find($id).Duration }; Ids = { $vonage.Ids | Where-Object { $r = $vonage.Find($_); -not $r.UserId -and $r.Start } }; Factor = 1 }
                @{ Provider = 'Webex'; With = @{}; Of = { param($id) $webex.Find($id).DurationSeconds }; Ids = { $webex.Ids | Where-Object { $r = $webex.Find($_); $r.HostEmail -eq $webex.UserEmail -or $r.ShareToMe } }; Factor = 1000 }
            )) {
            $with = $case.With + @{ Provider = $case.Provider; WarningAction = 'SilentlyContinue' }
            $long = @(& $case.Ids | Where-Object { $d = & $case.Of $_; $null -ne $d -and $d * $case.Factor -ge 1800000 } | Sort-Object)
            $short = @(& $case.Ids | Where-Object { $d = & $case.Of $_; $null -ne $d -and $d * $case.Factor -le 1800000 } | Sort-Object)
            $long.Count | Should -BeGreaterThan 3
            $short.Count | Should -BeGreaterThan 3
            Get-Id (Get-Recording @with -MinDuration 30m) | Should -Be $long -Because $case.Provider
            Get-Id (Get-Recording @with -MaxDuration 1800s) | Should -Be $short -Because $case.Provider
            @(Get-Recording @with -MinDuration 30m -MaxDuration 1ms).Count | Should -Be 0
        }
        { Get-Recording -MaxDuration 30 } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }

    It 'take a comment for the service only where there is one' {
        $run = Get-RunParameter $TestDrive
        foreach ($item in Get-Recording -First 1000 -WarningAction SilentlyContinue | Group-Object Provider | ForEach-Object { $_.Group[0] }) {
            $seen = Invoke-Recorded { $item | Remove-Recording -Comment 'over' -Reason r @run }
            "$($seen.Errors.FullyQualifiedErrorId)" | Should -Match '^CommentUnsupported,' -Because $item.Provider
        }
        Get-DestroyingCount | Should -Be 0
    }
}

Describe 'A Compliance Officer of Webex' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Webex -Role @{ Webex = 'ComplianceOfficer' } -RecordingCount 30
        $run = Get-RunParameter $TestDrive
        $items = @(Get-Recording -After ([datetime]::UtcNow.AddDays(-29)) -WarningAction SilentlyContinue)
        $null = Get-RecordingSandboxRequest -Clear
    }
    AfterEach { Clear-RecordingSession }

    It 'has to give a reason, and a comment of at most 255 characters' {
        $items.Count | Should -BeGreaterThan 5
        (Invoke-Recorded { $items[0] | Remove-Recording @run }).Errors.FullyQualifiedErrorId | Should -Match '^ReasonMissing,'
        (Invoke-Recorded { $items[0] | Remove-Recording -Reason '  ' @run }).Errors.FullyQualifiedErrorId | Should -Match '^ReasonMissing,'
        (Invoke-Recorded { $items[0] | Remove-Recording -Reason audit -Comment ('x' * 256) @run }).Errors.FullyQualifiedErrorId | Should -Match '^CommentUnsupported,'
        Get-DestroyingCount | Should -Be 0
        ($items[0] | Remove-Recording -Reason audit -Comment ('x' * 255) @run -PassThru).Outcome | Should -Be 'Deleted'
    }

    It 'has reason and comment sent as they are, and the reason in the ledger' {
        $reason = "Art. 17 'erasure' `u{2013} Z`u{fc}rich"
        ($items[1] | Remove-Recording -Reason $reason -Comment "a`nb" @run -PassThru).Outcome | Should -Be 'Deleted'
        ($items[2] | Remove-Recording -Reason $reason @run -PassThru).Outcome | Should -Be 'Deleted'
        $bodies = @(Get-RecordingSandboxRequest DELETE | ForEach-Object { ConvertFrom-Json $_.Body -AsHashtable })
        $bodies[0].reason | Should -BeExactly $reason
        $bodies[0].comment | Should -BeExactly "a`nb"
        $bodies[1].reason | Should -BeExactly $reason
        [string]$bodies[1].comment | Should -BeNullOrEmpty
        @(Get-RecordingAudit $run.AuditPath | ForEach-Object Outcome | Select-Object -Unique) | Should -Be @('Deleted')
        Get-Content "$($run.AuditPath)/*.jsonl" -Raw | Should -Match 'erasure'
    }
}

Describe 'Under bad conditions <_>' -ForEach $services {
    AfterEach { Clear-RecordingSession }

    It 'is throttled and all of it is removed in the end' {
        $null = Start-RecordingSandbox -Provider $_ -RecordingCount 20 -RequestsPerSecond 30
        $run = Get-RunParameter $TestDrive
        $before = @(Get-RemainingId $_)
        $results = @(Get-Recording -WarningAction SilentlyContinue | Remove-Recording @run -PassThru @quiet)
        Find-Contradiction $_ $results $before | Should -BeNullOrEmpty
        $results.Count | Should -BeGreaterThan 7
        @($results.Outcome | Where-Object { $_ -notin 'Deleted', 'NotEligible' }) | Should -BeNullOrEmpty
        Find-LedgerFault $run.AuditPath (Get-RemainingId $_) | Should -BeNullOrEmpty
    }

    It 'fails, loses answers and is told of truly' {
        $null = Start-RecordingSandbox -Provider $_ -RecordingCount 40 -Seed 5 -FaultRate @{ ServerError = 0.03; Unavailable = 0.03; ResetBefore = 0.04; ResetAfter = 0.06; Truncate = 0.04; HalfBatch = 0.05 }
        $run = Get-RunParameter $TestDrive
        $before = @(Get-RemainingId $_)
        $with = $_ -eq 'Webex' ? @{ After = [datetime]::UtcNow.AddDays(-100) } : @{}
        if ($_ -eq 'Telnyx') {
            # In one batch there would be too few requests to go wrong.
            Connect-Sandbox -Name Single -With @{ BulkSize = 1 }
            $with = @{ Connection = 'Single' }
        }
        $results = @(Get-Recording @with -WarningAction SilentlyContinue | Remove-Recording @run -PassThru @quiet)
        @(Get-RecordingSandboxRequest | Where-Object Fault).Count | Should -BeGreaterThan 1
        $results.Count | Should -BeGreaterThan 10
        @($results | Where-Object Outcome -EQ Deleted).Count | Should -BeGreaterThan 5
        Find-Contradiction $_ $results $before | Should -BeNullOrEmpty
        Find-LedgerFault $run.AuditPath (Get-RemainingId $_) | Should -BeNullOrEmpty
    }
}

Describe 'Stopping at <Provider>' -ForEach @(
    @{ Provider = 'Attendee'; Count = 100; Enough = 8; Line = { param($run) Get-Recording | Remove-Recording @run } }
    @{ Provider = 'Recall'; Count = 60; Enough = 8; Line = { param($run) Get-RecordingBot | Remove-BotMedia @run } }
) {
    AfterEach { Close-SandboxRunspace $other; $other = $null }

    It 'sends nothing more, and tells the truth about what was in flight' {
        $other = Open-SandboxRunspace @{ Provider = $Provider; RecordingCount = $Count; Latency = '0:0:0.3' }
        $run = Get-RunParameter $TestDrive
        $room = Get-SandboxRoom $Provider $other.Server
        $stopped = Invoke-Stopped $other $Line $run { @($other.Server.GetRequests() | Where-Object Method -EQ POST).Count -ge $Enough } -Provider $Provider
        $stopped.Reached | Should -BeTrue
        $stopped.State | Should -Be 'Stopped'
        $stopped.Seconds | Should -BeLessThan 5
        $stopped.NewRequests | Should -Be 0
        # Of Recall the bots count, since theirs is what was asked for.
        $left = @($Provider -eq 'Recall' ? $room.BotIdsWithMedia : $room.Ids)
        $left.Count | Should -BeGreaterThan 5
        Find-LedgerFault $run.AuditPath $left | Should -BeNullOrEmpty
        $outcomes = @(Read-Ledger $run.AuditPath | Where-Object type -EQ outcome)
        @($outcomes | Where-Object { $_.outcome -in 'Deleted', 'AlreadyGone' -and $_.id -cin $left }) | Should -BeNullOrEmpty
        $emptied = @($other.Server.GetRequests() | Where-Object { $_.Method -eq 'POST' -and $_.Deleted.Count -gt 0 } | ForEach-Object { $_.Path.TrimEnd('/').Split('/')[-2] })
        $emptied.Count | Should -BeGreaterThan 3
        foreach ($id in $emptied) { ($outcomes | Where-Object id -CEQ $id).outcome | Should -BeIn 'Deleted', 'Unknown', 'Accepted', 'AlreadyGone' }
    }
}
