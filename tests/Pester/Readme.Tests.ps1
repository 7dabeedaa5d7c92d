BeforeDiscovery {
    # The blocks of the tour, in order.
    $page = (Get-Content "$PSScriptRoot/../../README.md" -Raw) -replace '\r\n', "`n"
    $tour = [regex]::Match($page, '(?ms)^## Five minutes\n(.*?)^## ').Groups[1].Value
    $blocks = @([regex]::Matches($tour, '(?ms)^```powershell\n(.*?)^```') | ForEach-Object -Begin { $at = 0 } -Process { @{ At = ++$at; Text = $_.Groups[1].Value; First = ($_.Groups[1].Value -split '\n')[0].Trim() } })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"
    $page = (Get-Content "$PSScriptRoot/../../README.md" -Raw) -replace '\r\n', "`n"
    $folder = Get-Location
    Set-Location (New-Item -ItemType Directory "$TestDrive/tour")
}

AfterAll {
    Set-Location $folder
    Clear-RecordingSession
}

Describe 'The front page' {
    It 'has a tour of which block <At> works as it stands: <First>' -ForEach $blocks {
        $ErrorActionPreference = 'Stop'
        # Who follows it sees nothing red, and no warning but of what was asked to stay.
        $script:said += . ([scriptblock]::Create($Text)) 3>&1 6>$null | Out-String
        if ($plan) { $script:plan = $plan }
    }

    It 'ends its tour with what it says: purged, audited, reported' {
        $said | Should -Not -Match 'WARNING'
        $outcomes = @(Get-RecordingAudit audit | Group-Object Outcome)
        ($outcomes | Where-Object Name -EQ Deleted).Count | Should -BeGreaterThan 3
        # The number in the page is one of the sandbox's own, and old enough.
        ($outcomes | Where-Object Name -EQ Held).Count | Should -Be 1
        (Test-RecordingAudit audit).IsIntact | Should -BeTrue
        Get-Content report.html -Raw | Should -Match '(?s)^<!DOCTYPE html>.*LEGAL-7'
        Get-RecordingProvider | ForEach-Object Connections | Should -BeNullOrEmpty
    }

    It 'shows a script that purges on a schedule, writes its report and tells how it went' {
        $script = [regex]::Match($page, '(?ms)Save this as `purge\.ps1`.*?^```powershell\n(.*?)^```').Groups[1].Value
        $place = New-Item -ItemType Directory "$TestDrive/purge"
        Set-Content "$place/purge.ps1" $script
        Copy-Item policy.json, holds.json $place
        function global:Get-Secret([string] $Name, [switch] $AsPlainText) { "$Name-$AsPlainText" }
        $key = $env:TELNYX_API_KEY
        try {
            $null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 300 -Seed 5
            $null = & "$place/purge.ps1"
            $LASTEXITCODE | Should -Be 0
            @(Get-DeletedId).Count | Should -BeGreaterThan 3
            @(Get-Recording -OlderThan 90d).Count | Should -Be 0
            "$place/report.html" | Should -Exist
            @(Test-RecordingAudit "$place/audit").IsIntact | Should -Be @($true)

            # A slip in the policy: the fuse ends the script with an error, and nothing goes.
            (Get-Content "$place/policy.json" -Raw).Replace('90d', '12h') | Set-Content "$place/policy.json"
            $before = (Get-RemainingId).Count
            { & "$place/purge.ps1" } | Should -Throw -ErrorId 'RetentionFuseBlown*'
            (Get-RemainingId).Count | Should -Be $before
        }
        finally {
            Remove-Item function:Get-Secret
            $env:TELNYX_API_KEY = $key
        }
    }

    It 'names no command of this module that there is not, and no page that there is not' {
        @([regex]::Matches($page, '\b[A-Z][a-z]+-(?:Recording|Bot)[A-Za-z]*\b') | ForEach-Object Value | Sort-Object -Unique | Where-Object { -not (Get-Command $_ -Module RecordingCmdlets -ErrorAction Ignore) }) | Should -BeNullOrEmpty
        foreach ($link in [regex]::Matches($page, '\]\((?!https:)([^)#]+)')) { Join-Path "$PSScriptRoot/../.." $link.Groups[1].Value | Should -Exist }
    }
}
