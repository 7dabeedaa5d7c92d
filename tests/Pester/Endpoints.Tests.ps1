# Does at each service everything that the commands can do there, and compares each request that arrived with a table of
# the calls that the service publishes: nothing else may have been sent.
BeforeDiscovery {
    $services = 'Telnyx', 'Webex', 'Vonage', 'Recall', 'Attendee'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    $uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
    $hex = '[0-9a-f]{32}'
    $vonage = '/t/vbc\.prod/call_recording/v1/api/accounts/(self|\d+)'
    $ofCalls = 'page', 'page_size', 'start:gte', 'start:lte', 'duration:gte', 'duration:lte', 'call_direction', 'call_id', 'caller_id', 'cnam', 'dnis'
    $ofMeetings = 'max', 'from', 'to', 'siteUrl', 'status', 'topic', 'format', 'serviceType', 'offset'
    $ofTelnyx = 'from', 'to', 'connection_id', 'call_control_id', 'call_leg_id', 'call_session_id', 'conference_id' | ForEach-Object { "filter[$_]" }

    # Query: the keys that may come. Needs: those that must. Body: the members, all of them and no other; Form: the same of a form.
    $table = @(
        @{ Provider = 'Telnyx'; Row = 'list'; Method = 'GET'; Path = '/v2/recordings'; Query = @('page[number]', 'page[size]', 'filter[created_at][gte]', 'filter[created_at][lte]') + $ofTelnyx; Needs = 'page[number]', 'page[size]' }
        @{ Provider = 'Telnyx'; Row = 'get'; Method = 'GET'; Path = "/v2/recordings/$uuid" }
        @{ Provider = 'Telnyx'; Row = 'delete'; Method = 'DELETE'; Path = "/v2/recordings/$uuid" }
        @{ Provider = 'Telnyx'; Row = 'media file'; Method = 'GET'; Path = "/media/$uuid/[^/]+" }
        @{ Provider = 'Telnyx'; Row = 'transcriptions'; Method = 'GET'; Path = '/v2/recording_transcriptions'; Query = 'filter[recording_id]', 'page[size]', 'page[after]', 'page[number]'; Needs = @('filter[recording_id]') }
        @{ Provider = 'Telnyx'; Row = 'delete several'; Method = 'POST'; Path = '/v2/recordings/actions/delete'; Body = @('ids') }

        @{ Provider = 'Webex'; Row = 'list'; Method = 'GET'; Path = '/v1/recordings'; Query = $ofMeetings; Needs = 'max', 'from', 'to' }
        @{ Provider = 'Webex'; Row = 'list as admin'; Method = 'GET'; Path = '/v1/admin/recordings'; Query = $ofMeetings; Needs = 'max', 'from', 'to' }
        @{ Provider = 'Webex'; Row = 'get'; Method = 'GET'; Path = "/v1/recordings/$hex"; Query = @('hostEmail') }
        @{ Provider = 'Webex'; Row = 'media file'; Method = 'GET'; Path = "/media/$hex/[^/]+" }
        @{ Provider = 'Webex'; Row = 'transcripts'; Method = 'GET'; Path = '/v1/meetingTranscripts'; Query = 'meetingId', 'max'; Needs = 'meetingId', 'max' }
        @{ Provider = 'Webex'; Row = 'transcripts as admin'; Method = 'GET'; Path = '/v1/admin/meetingTranscripts'; Query = 'siteUrl', 'from', 'to', 'max', 'offset'; Needs = 'siteUrl', 'from', 'to', 'max' }
        @{ Provider = 'Webex'; Row = 'transcript'; Method = 'GET'; Path = '/v1/meetingTranscripts/[A-Za-z0-9_-]+/download'; Query = 'format', 'hostEmail'; Needs = @('format') }
        @{ Provider = 'Webex'; Row = 'delete'; Method = 'DELETE'; Path = "/v1/recordings/$hex" }
        @{ Provider = 'Webex'; Row = 'delete with a reason'; Method = 'DELETE'; Path = "/v1/recordings/$hex"; Body = 'reason', 'comment' }
        @{ Provider = 'Webex'; Row = 'delete as admin'; Method = 'DELETE'; Path = "/v1/admin/recordings/$hex" }
        @{ Provider = 'Webex'; Row = 'recycle'; Method = 'POST'; Path = '/v1/recordings/softDelete'; Query = @('hostEmail'); Body = 'recordingIds', 'siteUrl' }
        @{ Provider = 'Webex'; Row = 'restore'; Method = 'POST'; Path = '/v1/recordings/restore'; Query = @('hostEmail'); Body = 'restoreAll', 'recordingIds', 'siteUrl' }
        @{ Provider = 'Webex'; Row = 'purge'; Method = 'POST'; Path = '/v1/recordings/purge'; Query = @('hostEmail'); Body = 'purgeAll', 'recordingIds', 'siteUrl' }
        @{ Provider = 'Webex'; Row = 'token'; Method = 'POST'; Path = '/v1/access_token'; Form = 'grant_type', 'client_id', 'client_secret', 'refresh_token' }

        @{ Provider = 'Vonage'; Row = 'list company'; Method = 'GET'; Path = "$vonage/company_call_recordings"; Query = $ofCalls; Needs = 'page', 'page_size' }
        @{ Provider = 'Vonage'; Row = 'get company'; Method = 'GET'; Path = "$vonage/company_call_recordings/\d+" }
        @{ Provider = 'Vonage'; Row = 'delete company'; Method = 'DELETE'; Path = "$vonage/company_call_recordings/\d+" }
        @{ Provider = 'Vonage'; Row = 'list on-demand'; Method = 'GET'; Path = "$vonage/users/(self|\d+)/call_recordings"; Query = $ofCalls; Needs = 'page', 'page_size' }
        @{ Provider = 'Vonage'; Row = 'get on-demand'; Method = 'GET'; Path = "$vonage/users/(self|\d+)/call_recordings/\d+" }
        @{ Provider = 'Vonage'; Row = 'delete on-demand'; Method = 'DELETE'; Path = "$vonage/users/(self|\d+)/call_recordings/\d+" }
        @{ Provider = 'Vonage'; Row = 'audio'; Method = 'GET'; Path = '/t/vbc\.prod/call_recording/v1/api/audio/recording/\d+' }
        @{ Provider = 'Vonage'; Row = 'export company'; Method = 'POST'; Path = "$vonage/company_call_recordings/export"; Body = 'start:gte', 'start:lte' }
        @{ Provider = 'Vonage'; Row = 'export on-demand'; Method = 'POST'; Path = "$vonage/users/(self|\d+)/call_recordings/export"; Body = 'start:gte', 'start:lte' }
        @{ Provider = 'Vonage'; Row = 'export job'; Method = 'GET'; Path = "$vonage/users/(self|\d+)/call_recordings/jobs/$uuid" }
        @{ Provider = 'Vonage'; Row = 'archive'; Method = 'GET'; Path = '/t/vbc\.prod/call_recording(/v1)?/api/bulkDownload/retrieve'; Query = @('jobId'); Needs = @('jobId') }
        @{ Provider = 'Vonage'; Row = 'token by password'; Method = 'POST'; Path = '/token'; Form = 'grant_type', 'client_id', 'client_secret', 'username', 'password' }
        @{ Provider = 'Vonage'; Row = 'token by refresh'; Method = 'POST'; Path = '/token'; Form = 'grant_type', 'client_id', 'client_secret', 'refresh_token' }

        # No row for DELETE of a bot: at both services it removes a bot that has not started, and no media.
        @{ Provider = 'Recall'; Row = 'list bots'; Method = 'GET'; Path = '/api/v1/bot/'; Query = 'status', 'page', 'cursor' }
        @{ Provider = 'Recall'; Row = 'get bot'; Method = 'GET'; Path = "/api/v1/bot/$uuid/" }
        @{ Provider = 'Recall'; Row = 'delete media'; Method = 'POST'; Path = "/api/v1/bot/$uuid/delete_media/" }
        @{ Provider = 'Recall'; Row = 'action items'; Method = 'GET'; Path = "/api/v1/bot/$uuid/intelligence/" }
        @{ Provider = 'Recall'; Row = 'audio'; Method = 'GET'; Path = '/api/v1/audio_mixed/'; Query = @('recording_id'); Needs = @('recording_id') }
        @{ Provider = 'Recall'; Row = 'transcripts'; Method = 'GET'; Path = '/api/v1/transcript/'; Query = 'recording_id', 'cursor'; Needs = @('recording_id') }
        @{ Provider = 'Recall'; Row = 'transcript file'; Method = 'GET'; Path = "/media/$uuid/[^/]+" }
        @{ Provider = 'Recall'; Row = 'list recordings'; Method = 'GET'; Path = '/api/v1/recording/'; Query = 'created_at_after', 'created_at_before', 'cursor' }
        @{ Provider = 'Recall'; Row = 'get recording'; Method = 'GET'; Path = "/api/v1/recording/$uuid/" }
        @{ Provider = 'Recall'; Row = 'delete recording'; Method = 'DELETE'; Path = "/api/v1/recording/$uuid/" }

        @{ Provider = 'Attendee'; Row = 'list'; Method = 'GET'; Path = '/api/v1/bots'; Query = 'states', 'deduplication_key', 'cursor' }
        @{ Provider = 'Attendee'; Row = 'get'; Method = 'GET'; Path = '/api/v1/bots/(bot|app)_[A-Za-z0-9]{16}' }
        @{ Provider = 'Attendee'; Row = 'recording'; Method = 'GET'; Path = '/api/v1/bots/bot_[A-Za-z0-9]{16}/recording' }
        @{ Provider = 'Attendee'; Row = 'transcript'; Method = 'GET'; Path = '/api/v1/bots/bot_[A-Za-z0-9]{16}/transcript' }
        @{ Provider = 'Attendee'; Row = 'recording of an app session'; Method = 'GET'; Path = '/api/v1/app_sessions/app_[A-Za-z0-9]{16}/media' }
        @{ Provider = 'Attendee'; Row = 'transcript of an app session'; Method = 'GET'; Path = '/api/v1/app_sessions/app_[A-Za-z0-9]{16}/transcript' }
        @{ Provider = 'Attendee'; Row = 'media file'; Method = 'GET'; Path = '/media/(bot|app)_[A-Za-z0-9]{16}/[^/]+' }
        @{ Provider = 'Attendee'; Row = 'delete data'; Method = 'POST'; Path = '/api/v1/bots/(bot|app)_[A-Za-z0-9]{16}/delete_data' }
    )

    <# The keys and values of a query or form, in their order. #>
    function Read-Pair([string] $Text) {
        foreach ($part in $Text.Split('&', [StringSplitOptions]::RemoveEmptyEntries)) {
            $key, $value = $part.Split('=', 2)
            [pscustomobject]@{ Key = [uri]::UnescapeDataString($key); Value = [uri]::UnescapeDataString("$value") }
        }
    }

    function Test-Same([string[]] $Given, [string[]] $Wanted) { (($Given | Sort-Object) -join "`n") -ceq (($Wanted | Sort-Object) -join "`n") }

    <# The rows of the table that allow a request: none for one that nobody publishes. #>
    function Find-Row($Request) {
        foreach ($row in $table) {
            if ($row.Provider -ne $Request.Provider -or $row.Method -cne $Request.Method -or $Request.Path -cnotmatch "^$($row.Path)\z") { continue }
            $keys = @(Read-Pair $Request.Query | ForEach-Object Key)
            if (@($keys | Where-Object { $_ -cnotin $row.Query }).Count -gt 0) { continue }
            if (@($row.Needs | Where-Object { $_ -and $_ -cnotin $keys }).Count -gt 0) { continue }
            $members =
            if ($Request.Body -eq '') { @() }
            elseif ($row.Form) { @(Read-Pair $Request.Body | ForEach-Object Key) }
            else { @((ConvertFrom-Json $Request.Body).PSObject.Properties | ForEach-Object Name) + @($Request.Body -match '^\s*\{\s*\}' ? 'nothing' : @()) }
            if (Test-Same $members @(@($row.Body) + @($row.Form) | Where-Object { $_ })) { $row.Row }
        }
    }

    function Use-Telnyx {
        $all = @(Get-Recording -Provider Telnyx)
        Get-Recording -Provider Telnyx -OlderThan 30d
        Get-Recording -Provider Telnyx -After 2020-01-01 -Before 2040-01-01 -Status completed -MinDuration 10s -MaxDuration 2h -First 3
        foreach ($key in 'from', 'to', 'connection_id', 'call_control_id', 'call_leg_id', 'call_session_id', 'conference_id') {
            Get-Recording -Provider Telnyx -Filter @{ $key = '+1 555&a=b:c' }
        }
        Get-Recording -Provider Telnyx -Id $all[0].Id
        $all[0..5] | Save-Recording $saved -ErrorAction SilentlyContinue
        $all | Select-Object -First 20 | Get-BotTranscript -ErrorAction SilentlyContinue
        Remove-Recording -Provider Telnyx -Id $all[0].Id @run
        $all[1..20] | Remove-Recording @run
        $all[0] | Remove-Recording @run
    }

    function Use-Webex([bool] $IsOfficer) {
        $all = @(Get-Recording -Provider Webex -After (Get-Date).AddDays(-100))
        $mine = @($all | Where-Object { -not $_.Service.shareToMe })
        Get-Recording -Provider Webex -OlderThan 30d
        Get-Recording -Provider Webex -OlderThan 30d -Site example.webex.com -Title 'Weekly*' -MinDuration 10s
        Get-Recording -Provider Webex -After '2026-01-01T00:00:00.123+08:00' -Before '2026-02-15T00:00:00.456+08:00'
        Get-Recording -Provider Webex -Filter @{ topic = 'Planning & review'; format = 'MP4'; serviceType = 'MeetingCenter' } -First 2
        Get-Recording -Provider Webex -Filter @{ format = 'UPLOADED' } -After (Get-Date).AddDays(-40)
        $owner = $mine[0].Owner ? @{ Owner = $mine[0].Owner } : @{}
        Get-Recording -Provider Webex -Id $mine[0].Id @owner
        $mine[0..5] | Save-Recording $saved -ErrorAction SilentlyContinue
        $mine[0..10] | Get-BotTranscript -ErrorAction SilentlyContinue
        if ($IsOfficer) {
            Remove-Recording -Provider Webex -Id $mine[0].Id -Reason audit -Comment 'Retention period over' @run
            $mine[1..3] | Remove-Recording -Reason audit -Comment 'Retention period over' @run
            return
        }

        Get-Recording -Provider Webex -Status available, deleted -After (Get-Date).AddDays(-40)
        $host0 = @{ Owner = $mine[0].Owner; Site = $mine[0].Site }
        Get-Recording -Provider Webex -Id $mine[0].Id -Owner chi.nguyen+rooms@example.com -ErrorAction SilentlyContinue
        Remove-Recording -Provider Webex -Id $mine[0].Id @host0 @run
        $mine[1..5] | Remove-Recording @run
        $mine[6..25] | Remove-Recording -ToRecycleBin @run
        Remove-Recording -Provider Webex -Id $mine[26].Id -Owner $mine[26].Owner -Site $mine[26].Site -ToRecycleBin @run
        Restore-Recording -Provider Webex -Id $mine[26].Id -Owner $mine[26].Owner -Site $mine[26].Site
        $mine[6..9] | Select-Object Provider, Connection, Kind, Id, Owner, Site | Restore-Recording
        Get-Recording -Provider Webex -Status deleted | Select-Object -First 5 | Clear-RecordingRecycleBin @run
        Clear-RecordingRecycleBin -Provider Webex -Id $mine[25].Id -Owner $mine[25].Owner -Site $mine[25].Site @run
        Clear-RecordingRecycleBin -Provider Webex -All @run
        Clear-RecordingRecycleBin -Provider Webex -All -Site example.webex.com @run
    }

    function Use-Vonage {
        $all = @(Get-Recording -Provider Vonage)
        $company = @($all | Where-Object Kind -EQ Company)
        $own = @($all | Where-Object Kind -EQ OnDemand)
        Get-Recording -Provider Vonage -OlderThan 30d
        Get-Recording -Provider Vonage -Kind Company -After 2020-01-01 -Before 2040-01-01 -MinDuration 2s -MaxDuration 10m -First 3
        Get-Recording -Provider Vonage -Kind OnDemand -Owner 745250, 801377 -Filter @{ call_direction = 'INBOUND'; call_id = 'a'; caller_id = '+1 555'; cnam = "M`u{fc}ller & S`u{f6}hne"; dnis = 'b' }
        Get-Recording -Provider Vonage -Kind Company -Id $company[0].Id
        Get-Recording -Provider Vonage -Kind OnDemand -Id $own[0].Id -Owner $own[0].Owner
        @($company[0]; $own[0]) | Save-Recording $saved
        $company | Select-Object -Skip 1 | Save-Recording $saved -UseExport
        $own | Select-Object -Skip 1 | Save-Recording $saved -UseExport
        Remove-Recording -Provider Vonage -Kind Company -Id $company[0].Id @run
        Remove-Recording -Provider Vonage -Kind OnDemand -Id $own[0].Id -Owner self @run
        @($company[1..4]; $own[1..4]; Get-Recording -Provider Vonage -Kind OnDemand -Owner 745250 -First 2) | Remove-Recording @run
        $secret = ConvertTo-Secret (Get-SandboxKey)
        $with = @{ BaseUri = (Get-SandboxServer).GetBaseUri('Vonage'); ClientId = 'client'; ClientSecret = $secret }
        Connect-RecordingProvider Vonage -Name ByPassword -Credential ([pscredential]::new('ana@vbc.prod', $secret)) @with
        Connect-RecordingProvider Vonage -Name ByRefresh -RefreshToken $secret -OnTokenChanged {} @with
    }

    function Use-Recall {
        $all = @(Get-Recording -Provider Recall)
        $done = @($all | Where-Object Status -EQ done)
        Get-Recording -Provider Recall -OlderThan 30d
        Get-Recording -Provider Recall -After 2020-01-01 -Before 2040-01-01 -Status done -MinDuration 1m -First 2
        Get-Recording -Provider Recall -Id $done[0].Id
        Remove-Recording -Provider Recall -Id $done[0].Id @run
        $done[1..3] | Remove-Recording @run
        $bots = @(Get-RecordingBot -Provider Recall)
        # What has failed has no video, and then audio is looked for.
        @($done[4..8]; $all | Where-Object Status -EQ failed) | Save-Recording $saved -ErrorAction SilentlyContinue
        $bots[0..5] | Save-BotMedia $saved -ErrorAction SilentlyContinue
        Get-RecordingBot -Provider Recall -OlderThan 30d -Name Note*
        Get-RecordingBot -Provider Recall -Status done
        Get-RecordingBot -Provider Recall -Status done, fatal -First 2
        $over = @($bots | Where-Object Status -EQ done)
        Get-RecordingBot -Provider Recall -Id $over[0].Id
        $bots | Wait-RecordingBot -Timeout 3s -Interval 1s -ErrorAction SilentlyContinue
        $over | Get-BotTranscript -ErrorAction SilentlyContinue
        Get-BotIntelligence -Provider Recall -Id $over[0].Id
        $over[0] | Remove-BotMedia -UnlessActionItem @run
        Remove-BotMedia -Provider Recall -Id $over[1].Id @run
        $bots | Where-Object Id -NotIn $over[0, 1].Id | Remove-BotMedia -MaxDelete 5 @run -ErrorAction SilentlyContinue
    }

    function Use-Attendee {
        Get-Recording -Provider Attendee -OlderThan 30d
        Get-Recording -Provider Attendee -IncludeAppSession -First 3
        Get-Recording -Provider Attendee -Filter @{ deduplication_key = 'calendar 1/+&' }
        $bots = @(Get-RecordingBot -Provider Attendee -IncludeAppSession)
        $bots | Select-Object -First 40 | Save-BotMedia $saved -ErrorAction SilentlyContinue
        Get-RecordingBot -Provider Attendee -Status ended
        Get-RecordingBot -Provider Attendee -Status ended, fatal_error -First 30
        Get-RecordingBot -Provider Attendee -OlderThan 30d -After 2020-01-01
        $over = @($bots | Where-Object Status -EQ ended)
        Get-RecordingBot -Provider Attendee -Id $over[0].Id
        $over | Wait-RecordingBot | Get-BotTranscript -ErrorAction SilentlyContinue
        Remove-BotMedia -Provider Attendee -Id $over[0].Id @run
        $over[1] | Remove-BotMedia @run
        $bots | Where-Object Id -CNotIn $over[0, 1].Id | Remove-BotMedia -MaxDelete 10 @run -ErrorAction SilentlyContinue
    }

    $run = Get-RunParameter $TestDrive
    $saved = Join-Path $TestDrive saved
    $WarningPreference = 'SilentlyContinue'
    $log = [Collections.Generic.List[object]]::new()
    $null = Start-RecordingSandbox -RecordingCount 120
    $null = Use-Telnyx
    $null = Use-Webex
    $null = Use-Vonage
    $null = Use-Recall
    $null = Use-Attendee
    $secret = ConvertTo-Secret (Get-SandboxKey)
    Connect-RecordingProvider Webex -Name ByRefresh -RefreshToken $secret -ClientId client -ClientSecret $secret -BaseUri (Get-SandboxServer).GetBaseUri('Webex')
    $log.AddRange(@(Get-RecordingSandboxRequest))
    foreach ($role in 'Admin', 'ComplianceOfficer') {
        Stop-RecordingSandbox
        Clear-RecordingSession
        $null = Start-RecordingSandbox -Provider Webex -Role @{ Webex = $role } -RecordingCount 120 -Seed ($role.Length)
        $null = Use-Webex -IsOfficer ($role -eq 'ComplianceOfficer')
        $log.AddRange(@(Get-RecordingSandboxRequest))
    }
    Clear-RecordingSession
}

Describe 'What is sent to <_>' -ForEach $services {
    BeforeAll {
        $sent = @($log | Where-Object Provider -EQ $_)
        # By what is looked at, so that a call which comes often is looked up once.
        $known = @{}
        $matched = foreach ($request in $sent) {
            $key = "$($request.Method) $($request.Path)?$($request.Query -creplace '(?<=[=])[^&]*')`n$($request.Body)"
            if (-not $known.ContainsKey($key)) { $known[$key] = @(Find-Row $request) }
            [pscustomobject]@{ Request = $request; Rows = $known[$key] }
        }
    }

    It 'is a call that the service publishes, line by line' {
        $sent.Count | Should -BeGreaterThan 10
        $stray = @($matched | Where-Object { $_.Rows.Count -ne 1 } | ForEach-Object { "$($_.Request) $($_.Request.Body) [$($_.Rows)]" } | Select-Object -Unique)
        $stray | Should -BeNullOrEmpty
    }

    It 'is every call that the table has, at least once with success' {
        $seen = @($matched | Where-Object { $_.Request.Status -in 200, 202, 204 } | ForEach-Object Rows | Select-Object -Unique)
        # The sandbox, like many workspaces, no longer answers this one.
        if ($_ -eq 'Recall') { $seen += $matched | ForEach-Object Rows | Where-Object { $_ -eq 'action items' } }
        @($table | Where-Object Provider -EQ $_ | ForEach-Object Row | Where-Object { $_ -notin $seen }) | Should -BeNullOrEmpty
    }

    It 'came with the right credential, and was refused only where a look was to be refused' {
        @($sent | Where-Object { -not $_.Authorized }) | Should -BeNullOrEmpty
        # A key of a query that the service does not take, a body that it does not know, a date it cannot read: all 400.
        @($sent | Where-Object Status -In 400, 405, 415 | ForEach-Object { "$_ $($_.Body)" }) | Should -BeNullOrEmpty
    }

    It 'leaves nothing in a query that would be read as something else' {
        @($sent | Where-Object Query -CMatch '[^A-Za-z0-9\-._~%=&]' | ForEach-Object Query) | Should -BeNullOrEmpty
    }

    It 'deletes, and nothing twice' {
        $destroyed = @($sent | Where-Object Path -NotMatch '/softDelete\z' | ForEach-Object Deleted)
        $destroyed.Count | Should -BeGreaterThan 5
        @($destroyed | Group-Object -CaseSensitive | Where-Object Count -GT 1).Count | Should -Be 0
    }
}

Describe 'What is never sent' {
    It 'is a window of Webex that leaves from and to to the service, not even to check a key' {
        $lists = @($log | Where-Object { $_.Provider -eq 'Webex' -and $_.Path -cmatch '/recordings\z' })
        @($lists | Where-Object { $_.Query -cnotmatch '(^|&)from=' -or $_.Query -cnotmatch '(^|&)to=' } | ForEach-Object { "$_" }) | Should -BeNullOrEmpty
    }

    It 'is a window of Webex of more than 30 days, or with parts of seconds' {
        $lists = @($log | Where-Object { $_.Provider -eq 'Webex' -and $_.Path -cmatch '/recordings\z' -and $_.Query -cmatch 'from=|to=' })
        $lists.Count | Should -BeGreaterThan 200
        $wrong = foreach ($list in $lists) {
            $pairs = @{}
            Read-Pair $list.Query | ForEach-Object { $pairs[$_.Key] = $_.Value }
            if ($pairs.from -cnotmatch '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z' -or $pairs.to -cnotmatch '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z') { "$list"; continue }
            $span = [DateTimeOffset]::Parse($pairs.to, [cultureinfo]::InvariantCulture) - [DateTimeOffset]::Parse($pairs.from, [cultureinfo]::InvariantCulture)
            if ($span -le [timespan]::Zero -or $span.TotalDays -gt 30) { "$list" }
            if ([int]$pairs.max -lt 1 -or [int]$pairs.max -gt 100) { "$list" }
        }
        $wrong | Should -BeNullOrEmpty
    }

    It 'is purgeAll or restoreAll with true, or a batch of Webex that names none, too many, or two sites' {
        $batches = @($log | Where-Object { $_.Provider -eq 'Webex' -and $_.Path -cmatch '/(softDelete|restore|purge)\z' })
        $batches.Count | Should -BeGreaterThan 10
        foreach ($batch in $batches) {
            $body = ConvertFrom-Json $batch.Body -AsHashtable
            if ($batch.Path -cmatch 'restore') { $body.restoreAll | Should -BeExactly $false -Because $batch.Body }
            if ($batch.Path -cmatch 'purge') { $body.purgeAll | Should -BeExactly $false -Because $batch.Body }
            $body.recordingIds.Count | Should -BeIn (1..100)
            $body.siteUrl | Should -Match '^[a-z0-9.-]+\z'
            $batch.Status | Should -Be 204
        }
        # More than one at a time, on more than one site, and for more than one host.
        @($batches | Where-Object { (ConvertFrom-Json $_.Body).recordingIds.Count -gt 1 }).Count | Should -BeGreaterThan 0
        @($batches | ForEach-Object { (ConvertFrom-Json $_.Body).siteUrl } | Select-Object -Unique).Count | Should -Be 2
        @($batches | ForEach-Object Query | Select-Object -Unique).Count | Should -BeGreaterThan 2
    }

    It 'is an address of a host that an administrator does not act for, or one with a plus sign' {
        $hosts = @($log | Where-Object { $_.Query -cmatch 'hostEmail=' } | ForEach-Object { (Read-Pair $_.Query | Where-Object Key -CEQ hostEmail).Value } | Select-Object -Unique)
        $hosts | Should -Contain 'chi.nguyen+rooms@example.com'
        @($log | Where-Object { $_.Query -cmatch 'hostEmail=[^&]*\+' }) | Should -BeNullOrEmpty
    }

    It 'is a path of Recall without its slash, or one of Attendee with a slash' {
        @($log | Where-Object { $_.Provider -eq 'Recall' -and $_.Path -cnotlike '/media/*' -and $_.Path -cnotmatch '[^/]/\z' } | ForEach-Object Path) | Should -BeNullOrEmpty
        @($log | Where-Object { $_.Provider -ne 'Recall' -and $_.Path.EndsWith('/') } | ForEach-Object Path) | Should -BeNullOrEmpty
        @($log | Where-Object { $_.Path.Contains('//') } | ForEach-Object Path) | Should -BeNullOrEmpty
    }

    It 'is the call that removes a bot which has not started' {
        @($log | Where-Object { $_.Method -eq 'DELETE' -and $_.Path -cmatch '/bots?/' } | ForEach-Object Path) | Should -BeNullOrEmpty
    }

    It 'is a filter that forgets bots without a plan, or one on a state that deletion changes while everything is walked' {
        @($log | Where-Object Query -CMatch 'join_at' | ForEach-Object Query) | Should -BeNullOrEmpty
        # With -First alone, which reads all that it wants before it hands anything out.
        $states = @($log | Where-Object { $_.Provider -in 'Recall', 'Attendee' -and $_.Query -cmatch '(^|&)states?(us)?=' })
        $states.Count | Should -BeGreaterThan 0
        @($states | Where-Object { (Read-Pair $_.Query | Where-Object Key -CMatch '^stat').Count -ne 2 } | ForEach-Object Query) | Should -BeNullOrEmpty
    }

    It 'is a page larger than the service makes' {
        @($log | ForEach-Object { Read-Pair $_.Query } | Where-Object Key -CEQ 'page[size]' | ForEach-Object { [int]$_.Value } | Where-Object { $_ -gt 250 }) | Should -BeNullOrEmpty
        @($log | ForEach-Object { Read-Pair $_.Query } | Where-Object Key -CEQ 'page_size' | ForEach-Object { [int]$_.Value } | Where-Object { $_ -gt 100 }) | Should -BeNullOrEmpty
    }
}

Describe 'The table' {
    It 'knows a stray call when it sees one' -ForEach @(
        @{ Call = 'a scheduled bot of Recall'; Request = @{ Provider = 'Recall'; Method = 'DELETE'; Path = '/api/v1/bot/3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11/'; Query = ''; Body = '' } }
        @{ Call = 'a scheduled bot of Attendee'; Request = @{ Provider = 'Attendee'; Method = 'DELETE'; Path = '/api/v1/bots/bot_Q1w2E3r4T5y6U7i8'; Query = ''; Body = '' } }
        @{ Call = 'the collection of Telnyx'; Request = @{ Provider = 'Telnyx'; Method = 'DELETE'; Path = '/v2/recordings/'; Query = ''; Body = '' } }
        @{ Call = 'a list of Webex without from'; Request = @{ Provider = 'Webex'; Method = 'GET'; Path = '/v1/recordings'; Query = 'max=100&to=2026-01-01T00%3A00%3A00Z'; Body = '' } }
        @{ Call = 'a body with one member more'; Request = @{ Provider = 'Telnyx'; Method = 'POST'; Path = '/v2/recordings/actions/delete'; Query = ''; Body = '{"ids":[],"all":true}' } }
        @{ Call = 'a GET with a body'; Request = @{ Provider = 'Recall'; Method = 'GET'; Path = '/api/v1/bot/'; Query = ''; Body = '{}' } }
        @{ Call = 'a hyphen'; Request = @{ Provider = 'Recall'; Method = 'POST'; Path = '/api/v1/bot/3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11/delete-media/'; Query = ''; Body = '' } }
    ) {
        Find-Row ([pscustomobject]$Request) | Should -BeNullOrEmpty -Because $Call
    }
}
