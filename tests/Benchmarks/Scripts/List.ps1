<#
.SYNOPSIS
Lists everything with Get-Recording, and with the loop over Invoke-RestMethod that scripts do it with.
#>
param([string] $Module, [uri] $BaseUri, [int] $Count, [int] $Repeat)
$ErrorActionPreference = 'Stop'
# Its progress bar would slow Invoke-RestMethod down, and not us.
$ProgressPreference = 'SilentlyContinue'
Import-Module $Module
Connect-RecordingProvider -Provider Telnyx -BaseUri $BaseUri -SkipValidation

function Invoke-Loop([int] $Pages) {
    $headers = @{ Authorization = "Bearer $env:TELNYX_API_KEY" }
    $seen = 0
    for ($page = 1; $page -le $Pages; $page++) {
        $answer = Invoke-RestMethod "$BaseUri/recordings?page[number]=$page&page[size]=250" -Headers $headers
        $seen += $answer.data.Count
    }
    $seen
}

function Measure-Way([scriptblock] $Way) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    & $Way > $null
    $clock.Elapsed.TotalSeconds
}

$pages = [math]::Ceiling($Count / 250)
$loop = { Invoke-Loop $pages }
$cmdlet = { Get-Recording }
$result = @{ First = Measure-Way $cmdlet }
$seen = (Get-Recording | Measure-Object).Count
if ($seen -ne $Count) { throw "Get-Recording gave $seen of $Count." }
$seen = Invoke-Loop $pages
if ($seen -ne $Count) { throw "The loop gave $seen of $Count." }
# What is compiled while it runs is compiled after a few times.
for ($i = 0; $i -lt $Repeat; $i++) { $again = Measure-Way $cmdlet }
$result.Cmdlet = $again
$result.Rest = Measure-Way $loop
$result | ConvertTo-Json -Compress
