# Checks every script and data file of the repository; the exit code is the number of findings.
param([Parameter(Mandatory)] [string] $Root)
$ErrorActionPreference = 'Stop'
Import-Module PSScriptAnalyzer
$settings = Join-Path $Root 'tests/Pester/PSScriptAnalyzerSettings.psd1'
$files = Get-ChildItem $Root -Recurse -File -Include *.ps1, *.psm1, *.psd1 |
    Where-Object { $_.FullName.Substring($Root.Length) -notmatch '(^|[\\/])(bin|obj|out|TestResults|\.git)[\\/]' }
$findings = @($files | ForEach-Object { Invoke-ScriptAnalyzer -Path $_.FullName -Settings $settings })
$findings | ForEach-Object { "$($_.ScriptPath):$($_.Line) $($_.RuleName): $($_.Message)" }
exit [Math]::Min($findings.Count, 255)
