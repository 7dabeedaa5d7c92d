BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    # Everything a person or a script can get to see of what was written, as one text.
    function Get-Everything($Seen, [string] $Folder) {
        $all = @($Seen.Streams) + @($Seen.Ended | Where-Object { $_ })
        $all | Out-String -Width 500
        $all | Format-List * -Force | Out-String -Width 500
        foreach ($item in $all) {
            if ($item -is [Management.Automation.ErrorRecord]) {
                $item | ConvertTo-Json -Depth 2 -WarningAction Ignore
                Get-Error -InputObject $item | Out-String -Width 500
                for ($fault = $item.Exception; $fault; $fault = $fault.InnerException) { "$fault"; $fault.Data | ConvertTo-Json -WarningAction Ignore }
                [Management.Automation.PSSerializer]::Serialize($item.Exception, 2)
            }
            elseif ($item -is [Management.Automation.InformationalRecord] -or $item -is [Management.Automation.InformationRecord]) {
                # What they carry beside their message is the command itself, with all of its types.
                "$item"
            }
            else {
                $item | ConvertTo-Json -Depth 20 -WarningAction Ignore
                [Management.Automation.PSSerializer]::Serialize($item, 5)
            }
        }
        if ($Folder -and (Test-Path $Folder)) { Get-ChildItem $Folder -Recurse -File | ForEach-Object { Get-Content -LiteralPath $_.FullName -Raw } }
    }
}

Describe 'Secrets' {
    BeforeEach {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 30
        $server = Get-SandboxServer
        $key = Get-SandboxKey
        $canary = 'CANARYKEY0123456789+/=&secret'
        $run = Get-RunParameter $TestDrive
    }
    AfterEach { Clear-RecordingSession }

    It 'are in nothing that a refused connection says, even when the service repeats them' {
        $server.EchoSecretInErrors = $true
        $Error.Clear()
        $seen = Invoke-Recorded { Connect-RecordingProvider Telnyx -Name Wrong -BaseUri $server.GetBaseUri('Telnyx') -ApiKey (ConvertTo-Secret $canary) -PassThru -Verbose -Debug }
        $seen.Ended.FullyQualifiedErrorId | Should -Be 'AuthenticationFailed,RecordingCmdlets.Cmdlets.ConnectRecordingProviderCommand'
        $seen.Ended.CategoryInfo.Category | Should -Be 'AuthenticationError'
        @(Get-RecordingSandboxRequest)[-1].Authorized | Should -BeFalse
        $text = @(Get-Everything $seen $TestDrive; $Error | Out-String; Get-RecordingSandboxRequest | ConvertTo-Json -Depth 5) -join "`n"
        $text | Should -Match 'Telnyx'
        Find-Secret $text 'CANARYKEY' | Should -BeNullOrEmpty
    }

    It 'are in nothing that a removal says with a key that is refused' {
        $server.EchoSecretInErrors = $true
        Connect-RecordingProvider Telnyx -Name Wrong -BaseUri $server.GetBaseUri('Telnyx') -ApiKey (ConvertTo-Secret $canary) -SkipValidation
        $id = (Get-RemainingId)[0]
        # -Debug alone makes PowerShell ask about each warning and error.
        $loud = @{ Verbose = $true; Debug = $true; WarningAction = 'Continue'; ErrorAction = 'Continue' }
        $seen = Invoke-Recorded { Remove-Recording -Provider Telnyx -Connection Wrong -Id $id @run @loud -PassThru; Get-Recording -Connection Wrong @loud }
        "$($seen.Errors.FullyQualifiedErrorId) $($seen.Ended.FullyQualifiedErrorId)" | Should -Match 'AuthenticationFailed,'
        $text = @(Get-Everything $seen (Split-Path $run.AuditPath)) -join "`n"
        Find-Secret $text 'CANARYKEY' | Should -BeNullOrEmpty
        (Get-RemainingId).Count | Should -Be 30
    }

    It 'are in nothing that a whole purge says, writes or gives out' {
        $seen = Invoke-Recorded {
            Get-RecordingProvider
            Get-RecordingProvider | ForEach-Object Connections
            $PSDefaultParameterValues = @{ '*:Verbose' = $true; '*:Debug' = $true }
            $items = @(Get-Recording)
            $items
            $items.Service
            $items | Remove-Recording @run -PassThru
            Get-RecordingAudit $run.AuditPath
            Get-RecordingSandboxRequest
        }
        $seen.Ended | Should -BeNullOrEmpty
        $seen.Output.Count | Should -BeGreaterThan 100
        @($seen.Streams | Where-Object { $_ -is [Management.Automation.VerboseRecord] }).Count | Should -BeGreaterThan 2
        $text = @(Get-Everything $seen (Split-Path $run.AuditPath)) -join "`n"
        Find-Secret $text $key | Should -BeNullOrEmpty
        Find-Secret $text $key.Substring(10) | Should -BeNullOrEmpty
        # Signed links, and the header.
        Find-Secret $text 'X-Amz-Signature' | Should -BeNullOrEmpty
        Find-Secret $text 'download_urls' | Should -BeNullOrEmpty
        Find-Secret $text 'Bearer ' | Should -BeNullOrEmpty
    }

    It 'are in nothing that -Debug tells of requests and downloads, even when the services repeat them' {
        $folder = Join-Path $TestDrive 'saved'
        $loud = @{ Verbose = $true; Debug = $true; WarningAction = 'Continue'; ErrorAction = 'Continue' }
        $items = @(Get-Recording -First 5)
        $seen = Invoke-Recorded { Get-Recording -First 5 @loud; $items | Save-Recording $folder @loud }
        Set-SandboxAnswer recordings 401 '{}' @{ 'Set-Cookie' = 'session=CANARYCOOKIE'; Server = $key; 'X-Echo' = "Bearer $key"; Via = "https://media.example.test/CANARYLINK?X-Amz-Signature=1" }
        $refused = Invoke-Recorded { Get-Recording @loud }
        $told = @(@($seen.Streams) + @($refused.Streams) | Where-Object { $_ -is [Management.Automation.DebugRecord] } | ForEach-Object { "$_" })
        "$told" | Should -Match 'Sent: .*Authorization: \.\.\..*User-Agent: RecordingCmdlets/'
        "$told" | Should -Match 'Answered 200: .*Content-Type: application/json'
        "$told" | Should -Match 'Answered 200: .*Content-Type: audio/'
        "$told" | Should -Match 'Answered 401: .*Set-Cookie: \.\.\.'
        "$told" | Should -Match "Server: \*{8}"
        $text = @(Get-Everything $seen; Get-Everything $refused; Get-ChildItem $folder -Recurse -File | Where-Object Extension -In .json, .jsonl | Get-Content -Raw) -join "`n"
        foreach ($secret in $key, 'CANARYCOOKIE', 'CANARYLINK', 'X-Amz-Signature', 'Bearer ') { Find-Secret $text $secret | Should -BeNullOrEmpty }
    }

    It 'are in no transcript, and in nothing that is exported' {
        $child = Invoke-ChildPwsh @"
`$sandbox = Start-RecordingSandbox -Provider Telnyx -RecordingCount 10
`$server = Get-SandboxServer
`$key = Get-SandboxKey
`$run = Get-RunParameter '$TestDrive'
`$null = Start-Transcript '$TestDrive/transcript.txt'
`$server.EchoSecretInErrors = `$true
`$wrong = ConvertTo-Secret 'CANARYKEY0123456789'
try { Connect-RecordingProvider Telnyx -Name Wrong -BaseUri `$server.GetBaseUri('Telnyx') -ApiKey `$wrong -Verbose -Debug } catch { `$_ | Format-List * -Force }
`$server.EchoSecretInErrors = `$false
`$made = Connect-RecordingProvider Telnyx -Name Right -BaseUri `$server.GetBaseUri('Telnyx') -ApiKey (ConvertTo-Secret `$key) -PassThru -Verbose -Debug
`$found = @(Get-Recording -Connection Right -Verbose -Debug)
`$done = @(`$found | Remove-Recording @run -PassThru -Verbose -WarningAction Continue)
`$done
`$Error | Format-List * -Force
Get-RecordingProvider | ConvertTo-Json -Depth 9
`$all = @(`$sandbox, `$made, `$wrong.GetType()) + `$found + `$done + @(Get-RecordingProvider) + @(Get-RecordingAudit `$run.AuditPath) + @(Test-RecordingAudit `$run.AuditPath) + @(Get-RecordingSandboxRequest) + @(`$Error)
`$null = Stop-Transcript
`$all | Export-Clixml '$TestDrive/all.xml' -Depth 6
'KEY ' + `$key
"@
        $child.ExitCode | Should -Be 0
        $key = [regex]::Match($child.Text, 'KEY (\S+)').Groups[1].Value
        $key.Length | Should -BeGreaterThan 20
        foreach ($file in 'transcript.txt', 'all.xml') {
            $text = Get-Content "$TestDrive/$file" -Raw
            $text.Length | Should -BeGreaterThan 5000
            foreach ($secret in $key, 'CANARYKEY') {
                Find-Secret $text $secret | Should -BeNullOrEmpty -Because $file
                # As PowerShell writes a secure string where there is nothing to encrypt it with.
                Find-Secret $text.ToLowerInvariant() ([Convert]::ToHexString([Text.Encoding]::Unicode.GetBytes($secret)).ToLowerInvariant()) | Should -BeNullOrEmpty -Because $file
            }
        }
    }

    It 'are not in the environment or the variables of the session afterwards' {
        $null = Get-Recording -First 1
        (Get-ChildItem env: | Out-String -Width 500) | Should -Not -Match ([regex]::Escape($key))
    }

    It 'are refused when they hold a line end, and not shown then' {
        $split = "CANARYKEY`nX-Evil: 1"
        $seen = Invoke-Recorded { Connect-RecordingProvider Telnyx -Name Wrong -BaseUri $server.GetBaseUri('Telnyx') -ApiKey (ConvertTo-Secret $split) }
        $seen.Ended.FullyQualifiedErrorId | Should -Match '^Credential(Missing|Invalid),'
        Find-Secret (Get-Everything $seen $TestDrive) 'CANARYKEY' | Should -BeNullOrEmpty
    }

    It 'in the environment are read on first use and refused without being shown when they cannot be a header' {
        $child = Invoke-ChildPwsh @'
try { Get-Recording -Provider Telnyx -First 1 -Verbose 4>&1 } catch { "ENDED $($_.FullyQualifiedErrorId)"; $_ | Format-List * -Force | Out-String -Width 500; Get-Error | Out-String }
'@ -Environment @{ TELNYX_API_KEY = "CANARY`tKEY" }
        $child.Text | Should -Match 'ENDED Credential(Missing|Invalid),'
        $child.Text | Should -Not -Match 'CANARY'
    }

    It 'are not sent to another host by a redirect' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $elsewhere = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $elsewhere.Start()
        try {
            $to = "http://127.0.0.1:$($elsewhere.LocalEndpoint.Port)/v2/recordings"
            $answer = [Text.Encoding]::ASCII.GetBytes("HTTP/1.1 302 Found`r`nLocation: $to`r`nContent-Length: 0`r`nConnection: close`r`n`r`n")
            $accept = $listener.AcceptTcpClientAsync()
            $shell = [powershell]::Create().AddScript({
                    param($accept, $answer)
                    $client = $accept.GetAwaiter().GetResult()
                    $stream = $client.GetStream()
                    $null = $stream.Read([byte[]]::new(8192), 0, 8192)
                    $stream.Write($answer)
                    $client.Dispose()
                }).AddArgument($accept).AddArgument($answer)
            $null = $shell.BeginInvoke()
            $seen = Invoke-Recorded { Connect-RecordingProvider Telnyx -Name Away -BaseUri "http://127.0.0.1:$($listener.LocalEndpoint.Port)/v2" -ApiKey (ConvertTo-Secret $canary) }
            $seen.Ended.FullyQualifiedErrorId | Should -Be 'ProviderResponseInvalid,RecordingCmdlets.Cmdlets.ConnectRecordingProviderCommand'
            $elsewhere.Pending() | Should -BeFalse
            Find-Secret (Get-Everything $seen $TestDrive) 'CANARYKEY' | Should -BeNullOrEmpty
        }
        finally {
            $listener.Stop()
            $elsewhere.Stop()
            $shell.Dispose()
        }
    }

    It 'are refused on the command line as plain text' {
        { Connect-RecordingProvider Telnyx -Name Plain -BaseUri $server.GetBaseUri('Telnyx') -ApiKey 'plain' } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,*'
    }
}
