<#
.SYNOPSIS
Imports a module and makes a first call, in a process that has done neither.
#>
param([string] $Module, [uri] $BaseUri, [string] $Way)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$clock = [Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
$import = $clock.Elapsed.TotalMilliseconds
$clock.Restart()
switch ($Way) {
    'Ours' {
        Connect-RecordingProvider -Provider Telnyx -BaseUri $BaseUri -SkipValidation
        $null = Get-Recording -First 1
    }
    'Rest' { $null = Invoke-RestMethod "$BaseUri/recordings?page[size]=1" -Headers @{ Authorization = "Bearer $env:TELNYX_API_KEY" } }
    default { $null = Get-Nothing }
}
$call = $clock.Elapsed.TotalMilliseconds
@{ Import = $import; Call = $call } | ConvertTo-Json -Compress
