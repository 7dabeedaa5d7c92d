# Deletes everything that bots captured before a certain age. The bots stay. Try it with -WhatIf first.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [ValidateSet('Recall', 'Attendee')] [string[]] $Provider,
    [Parameter(Mandatory)] [string] $HoldPath,
    [string] $OlderThan = '30d',
    [int] $MaxDelete = 500
)
$ErrorActionPreference = 'Stop'

Get-RecordingBot -Provider $Provider -OlderThan $OlderThan |
    Remove-BotMedia -HoldPath $HoldPath -MaxDelete $MaxDelete -Confirm:$false -PassThru -ErrorAction Continue -ErrorVariable failed

exit ($failed ? 3 : 0)
