<#
.SYNOPSIS
Removes everything: with Remove-Recording, in a loop over Invoke-RestMethod, or in the same loop in parallel. The listing is not timed.
#>
param([string] $Module, [uri] $BaseUri, [string] $How)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Module
$bulkSize = if ($How -eq 'Batch') { 50 } else { 1 }
Connect-RecordingProvider -Provider Telnyx -BaseUri $BaseUri -SkipValidation -BulkSize $bulkSize
$recordings = Get-Recording
$headers = @{ Authorization = "Bearer $env:TELNYX_API_KEY" }
$clock = [Diagnostics.Stopwatch]::StartNew()
switch ($How) {
    'Loop' {
        foreach ($recording in $recordings) { $null = Invoke-RestMethod "$BaseUri/recordings/$($recording.Id)" -Method Delete -Headers $headers }
    }
    'Parallel' {
        $recordings | ForEach-Object -ThrottleLimit 8 -Parallel {
            $ProgressPreference = 'SilentlyContinue'
            $null = Invoke-RestMethod "$using:BaseUri/recordings/$($_.Id)" -Method Delete -Headers $using:headers
        }
    }
    default { $recordings | Remove-Recording -Confirm:$false -ThrottleLimit 8 }
}
@{ Seconds = $clock.Elapsed.TotalSeconds } | ConvertTo-Json -Compress
