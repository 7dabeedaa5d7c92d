<#
.SYNOPSIS
Lists and removes everything in one pipeline.
#>
param([string] $Module, [uri] $BaseUri)
$ErrorActionPreference = 'Stop'
Import-Module $Module
Connect-RecordingProvider -Provider Telnyx -ApiKey (ConvertTo-SecureString 'KEYbenchmark' -AsPlainText) -BaseUri $BaseUri -SkipValidation
$clock = [Diagnostics.Stopwatch]::StartNew()
Get-Recording | Remove-Recording -Confirm:$false
@{ Seconds = $clock.Elapsed.TotalSeconds } | ConvertTo-Json -Compress
