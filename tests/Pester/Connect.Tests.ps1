BeforeAll { Import-Module "$PSScriptRoot/Support.psm1" }

Describe 'Connections' {
    BeforeAll {
        $kept = $env:TELNYX_API_KEY
        $env:TELNYX_API_KEY = $null
    }
    AfterAll { $env:TELNYX_API_KEY = $kept }
    AfterEach {
        $env:TELNYX_API_KEY = $null
        Clear-RecordingSession
    }

    It 'need a credential, and name the variable that can hold it' {
        $seen = Invoke-Recorded { Connect-RecordingProvider Telnyx }
        $seen.Ended.FullyQualifiedErrorId | Should -Be 'CredentialMissing,RecordingCmdlets.Cmdlets.ConnectRecordingProviderCommand'
        $seen.Ended.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $seen.Ended.ErrorDetails.RecommendedAction | Should -Match 'TELNYX_API_KEY'
        (Get-RecordingProvider Telnyx).Connections.Count | Should -Be 0
    }

    It 'are made with the key of the environment' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
        $env:TELNYX_API_KEY = Get-SandboxKey
        $connection = Connect-RecordingProvider Telnyx -Name FromEnvironment -BaseUri (Get-SandboxServer).GetBaseUri('Telnyx') -PassThru
        $connection.CredentialSource | Should -Match 'TELNYX_API_KEY'
        @(Get-Recording -Connection FromEnvironment).Count | Should -Be 5
    }

    It 'open by themselves on first use when the variable is set, and say so' {
        # No request: the address is the real one, so only the opening is looked at.
        $env:TELNYX_API_KEY = 'KEYmadeup'
        $run = Get-RunParameter $TestDrive
        $seen = Invoke-Recorded { Remove-Recording -Provider Telnyx -Id 'made-up' @run -WhatIf -Verbose }
        $seen.Ended | Should -BeNullOrEmpty
        $connection = @((Get-RecordingProvider Telnyx).Connections)
        $connection.Count | Should -Be 1
        $connection[0].CredentialSource | Should -Match 'TELNYX_API_KEY'
        $connection[0].BaseUri | Should -Be 'https://api.telnyx.com/v2'
        "$($seen.Streams)" | Should -Match 'environment'
    }

    It 'over http to another machine are refused before anything is sent' {
        $seen = Invoke-Recorded { Connect-RecordingProvider Telnyx -BaseUri http://example.test/v2 -ApiKey (ConvertTo-Secret key) }
        $seen.Ended.FullyQualifiedErrorId | Should -Be 'BaseUriUnencrypted,RecordingCmdlets.Cmdlets.ConnectRecordingProviderCommand'
        foreach ($uri in 'http://127.0.0.1.example.test/', 'http://localhost.example.test/', 'http://[::ffff:10.0.0.1]/') {
            (Invoke-Recorded { Connect-RecordingProvider Telnyx -BaseUri $uri -ApiKey (ConvertTo-Secret key) }).Ended.FullyQualifiedErrorId | Should -Match '^BaseUriUnencrypted,' -Because $uri
        }
    }

    It 'to an address that is none are refused' {
        foreach ($uri in 'ftp://example.test/', 'file:///etc/passwd', '/v2', 'https://user:pass@example.test/', 'https://example.test/?a=1', 'https://example.test/#x') {
            (Invoke-Recorded { Connect-RecordingProvider Telnyx -BaseUri $uri -ApiKey (ConvertTo-Secret key) }).Ended.FullyQualifiedErrorId | Should -Match '^BaseUriInvalid,' -Because $uri
        }
    }

    It 'over http with -AllowUnencrypted are warned of' {
        $seen = Invoke-Recorded { Connect-RecordingProvider Telnyx -Name Plain -BaseUri http://example.test/v2 -ApiKey (ConvertTo-Secret key) -AllowUnencrypted -SkipValidation }
        $seen.Ended | Should -BeNullOrEmpty
        "$($seen.Warnings)" | Should -Match 'not encrypted'
    }

    It 'check the key at once, with one request that changes nothing' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
        Connect-RecordingProvider Telnyx -Name Checked -BaseUri (Get-SandboxServer).GetBaseUri('Telnyx') -ApiKey (ConvertTo-Secret (Get-SandboxKey))
        @(Get-RecordingSandboxRequest).Count | Should -Be 1
        @(Get-RecordingSandboxRequest)[0].Method | Should -Be 'GET'
        (Invoke-Recorded { Connect-RecordingProvider Telnyx -Name Bad -BaseUri (Get-SandboxServer).GetBaseUri('Telnyx') -ApiKey (ConvertTo-Secret 'KEYother') }).Ended.FullyQualifiedErrorId | Should -Match '^AuthenticationFailed,'
        (Get-RecordingProvider Telnyx).Connections.Name | Should -Not -Contain 'Bad'
    }

    It 'to nobody say that nobody is there' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 1
        Connect-RecordingProvider Telnyx -Name Nobody -BaseUri "http://127.0.0.1:$port/v2" -ApiKey (ConvertTo-Secret key) -SkipValidation
        $run = Get-RunParameter $TestDrive
        $result = Remove-Recording -Provider Telnyx -Connection Nobody -Id made-up @run -PassThru -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        # It never left, so it is there as far as is known.
        $result.Outcome | Should -Be 'Failed'
        $failed[0].FullyQualifiedErrorId | Should -Be 'ProviderUnreachable,RecordingCmdlets.Cmdlets.RemoveRecordingCommand'
    }

    It 'are silent without -PassThru and typed with it' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 1
        Connect-Sandbox -Name Quiet | Should -BeNullOrEmpty
        $connection = Connect-Sandbox -Name Loud -With @{ PassThru = $true; RequestsPerMinute = 600; BulkSize = 10 }
        $connection | Should -BeOfType RecordingCmdlets.ConnectionInfo
        $connection.BulkSize | Should -Be 10
        $connection.RequestsPerMinute | Should -Be 600
        $connection.CredentialFingerprint | Should -Match '^[0-9a-f]{16}$'
    }

    It 'bear two names, list under both, and are closed by one' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
        Connect-Sandbox -Name One
        @((Get-RecordingProvider Telnyx).Connections.Name | Sort-Object) | Should -Be @('One', 'Telnyx')
        @(Get-Recording).Count | Should -Be 10
        @(Get-Recording -Connection one).Count | Should -Be 5
        Disconnect-RecordingProvider ONE
        @(Get-Recording).Count | Should -Be 5
        (Invoke-Recorded { Disconnect-RecordingProvider One }).Errors[0].FullyQualifiedErrorId | Should -Be 'ConnectionUnknown,RecordingCmdlets.Cmdlets.DisconnectRecordingProviderCommand'
    }

    It 'are closed by the pipe' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
        Connect-Sandbox -Name One
        Get-RecordingProvider | ForEach-Object Connections | Disconnect-RecordingProvider
        @(Get-RecordingProvider | ForEach-Object Connections).Count | Should -Be 0
    }

    It 'to the real service keep a sandbox from starting' {
        Connect-RecordingProvider Telnyx -ApiKey (ConvertTo-Secret 'KEYmadeup') -SkipValidation
        $seen = Invoke-Recorded { Start-RecordingSandbox -Provider Telnyx }
        $seen.Ended.FullyQualifiedErrorId | Should -Be 'SandboxBesideConnection,RecordingCmdlets.Cmdlets.StartRecordingSandboxCommand'
        (Get-RecordingProvider Telnyx).Connections.BaseUri | Should -Be 'https://api.telnyx.com/v2'
    }

    It 'of a sandbox end with it' {
        $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
        $one = Get-Recording -First 1
        Stop-RecordingSandbox
        @(Get-RecordingProvider | ForEach-Object Connections).Count | Should -Be 0
        $run = Get-RunParameter $TestDrive
        (Invoke-Recorded { $one | Remove-Recording @run }).Ended.FullyQualifiedErrorId | Should -Match '^CredentialMissing,'
    }

    It 'tell of each service what is there to know' {
        $provider = Get-RecordingProvider tel*
        $provider.Name | Should -Be 'Telnyx'
        $provider.EnvironmentVariables | Should -Contain 'TELNYX_API_KEY'
        $provider.FilterKeys | Should -Contain 'connection_id'
        $provider.Kinds | Should -Contain 'Recording'
        $provider.MaximumBulkSize | Should -Be 50
        Get-RecordingProvider nobody | Should -BeNullOrEmpty
        (Invoke-Recorded { Connect-RecordingProvider nobody }).Ended.FullyQualifiedErrorId | Should -Match '^ProviderUnknown,'
        (Invoke-Recorded { Start-RecordingSandbox -Role @{ Webx = 'Admin' } }).Ended.FullyQualifiedErrorId | Should -Match '^ProviderUnknown,'
    }

    It 'refuse a fault of the sandbox that is none' {
        (Invoke-Recorded { Start-RecordingSandbox -Provider Telnyx -FaultRate @{ Fire = 1 } }).Ended.FullyQualifiedErrorId | Should -Match '^FaultUnknown,'
        $seen = Invoke-Recorded { Start-RecordingSandbox -Provider Telnyx -FaultRate @{ Throttle = 2 } }
        $seen.Ended | Should -Not -BeNullOrEmpty
        @(Get-RecordingProvider | ForEach-Object Connections).Count | Should -Be 0
    }
}
