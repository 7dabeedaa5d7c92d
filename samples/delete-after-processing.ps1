# Waits until bots have finished, writes transcript and conclusions, saves everything, and removes only what was saved and verified.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [ValidateSet('Recall', 'Attendee')] [string] $Provider,
    [Parameter(Mandatory)] [string[]] $Id,
    [Parameter(Mandatory)] [ValidateScript({ Test-Path -LiteralPath $_ -PathType Container })] [string] $Path,
    [Parameter(Mandatory)] [string] $HoldPath,
    [string] $Timeout = '2h',
    [string] $Interval = '30s'
)
$ErrorActionPreference = 'Stop'

$bots = @(Wait-RecordingBot -Provider $Provider -Id $Id -Timeout $Timeout -Interval $Interval -ErrorAction Continue -ErrorVariable failed)
$bots | ForEach-Object { $_ | Get-BotTranscript -AsText -ErrorAction Continue -ErrorVariable +failed | Set-Content -LiteralPath "$Path/$($_.Id).txt" }
$bots | Where-Object Provider -EQ Recall | Get-BotIntelligence | ForEach-Object { ConvertTo-Json $_ -Depth 9 | Set-Content -LiteralPath "$Path/$($_.Id).json" }
$saved = @($bots | Save-BotMedia -Path $Path -Include Media, Transcript, Metadata -PassThru -ErrorAction Continue -ErrorVariable +failed)
$saved | Remove-BotMedia -HoldPath $HoldPath -Confirm:$false -PassThru -ErrorAction Continue -ErrorVariable +failed

exit ($failed ? 3 : 0)
