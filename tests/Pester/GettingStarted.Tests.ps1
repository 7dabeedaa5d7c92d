BeforeDiscovery {
    # The blocks of the page, in order.
    $page = Get-Content "$PSScriptRoot/../../docs/getting-started.md" -Raw
    $blocks = @([regex]::Matches($page, '(?ms)^```(powershell|json)\r?\n(.*?)^```') | ForEach-Object -Begin { $at = 0 } -Process { @{ At = ++$at; Language = $_.Groups[1].Value; Text = $_.Groups[2].Value; First = ($_.Groups[2].Value -split '\r?\n')[0] } })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"
    # The service is in another runspace, so that the page connects to it as to a real one.
    $service = Open-SandboxRunspace @{ Provider = 'Telnyx'; RecordingCount = 200 }
    $before = @($service.Server.GetRecordingIds('Telnyx'))
    $key = ConvertTo-Secret $service.Server.ApiKey.Reveal()
    function global:Read-Host([string] $Prompt, [switch] $AsSecureString) { $key }
    $global:PSDefaultParameterValues['Connect-RecordingProvider:BaseUri'] = $service.Server.GetBaseUri('Telnyx')
    $folder = Get-Location
    Set-Location $TestDrive
}

AfterAll {
    Set-Location $folder
    $global:PSDefaultParameterValues.Remove('Connect-RecordingProvider:BaseUri')
    Remove-Item function:Read-Host
    Clear-RecordingSession
    Close-SandboxRunspace $service
}

Describe 'The page from install to a scheduled purge' {
    It 'has what block <At> says work as it stands: <First>' -ForEach $blocks {
        if ($Language -eq 'json') {
            Set-Content -LiteralPath (Join-Path (Get-Location) 'policy.json') -Value $Text
        }
        else {
            $ErrorActionPreference = 'Stop'
            $script:said = . ([scriptblock]::Create($Text)) 6>$null | Out-String
            foreach ($name in 'plan', 'approved', 'summary') { if (Get-Variable $name -Scope Local -ErrorAction Ignore) { Set-Variable $name (Get-Variable $name -Scope Local -ValueOnly) -Scope Script } }
        }
        # Before the plan is applied nothing is gone, whatever was typed.
        if (-not $summary) { @($service.Server.GetRecordingIds('Telnyx')).Count | Should -Be $before.Count }
    }

    It 'has removed what was planned, and proved it' {
        $removed = @(Import-Csv $plan.CsvPath | Where-Object Decision -EQ remove)
        $removed.Count | Should -BeGreaterThan 5
        $left = @($service.Server.GetRecordingIds('Telnyx'))
        @($before | Where-Object { $_ -cnotin $left } | Sort-Object) | Should -Be @($removed.Id | Sort-Object)
        $summary.IsComplete | Should -BeTrue
        (Test-RecordingAudit $summary.AuditPath -ExpectedHead $summary.AuditHead).IsIntact | Should -BeTrue
        (Test-RecordingAudit $summary.AuditPath -ExpectedHead ('0' * 64)).IsIntact | Should -BeFalse
    }

    It 'names no command of this module without running it' {
        $text = Get-Content "$PSScriptRoot/../../docs/getting-started.md" -Raw
        $named = @([regex]::Matches($text, '\b(?:[A-Z][a-z]+)-(?:Recording|Bot)[A-Za-z]*\b') | ForEach-Object Value | Sort-Object -Unique)
        $run = @([regex]::Matches($text, '(?ms)^```powershell\r?\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value }) -join "`n"
        @($named | Where-Object { $run -notmatch "\b$_\b" }) | Should -BeNullOrEmpty
        @($named | Where-Object { -not (Get-Command $_ -Module RecordingCmdlets -ErrorAction Ignore) }) | Should -BeNullOrEmpty
    }
}
