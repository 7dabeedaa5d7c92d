<#
.SYNOPSIS
Lists and removes everything in one pipeline: first at a service to warm up with, which does not count.
#>
param([string] $Module, [uri] $BaseUri, [uri] $WarmUp)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$clock = [Diagnostics.Stopwatch]::new()
foreach ($address in $WarmUp, $BaseUri) {
    Connect-RecordingProvider -Provider Telnyx -BaseUri $address -SkipValidation
    $clock.Restart()
    Get-Recording | Remove-Recording -Confirm:$false
}
@{ Seconds = $clock.Elapsed.TotalSeconds } | ConvertTo-Json -Compress
