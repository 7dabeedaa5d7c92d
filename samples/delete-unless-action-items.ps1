# Deletes what Recall.ai bots captured, but keeps meetings with action items, meetings of which that cannot be told, and
# meetings younger than an age. Try it with -WhatIf first: whether there are action items is asked only when it is for real.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $HoldPath,
    [string] $OlderThan = '7d',
    [int] $MaxDelete = 500
)
$ErrorActionPreference = 'Stop'

Get-RecordingBot -Provider Recall -OlderThan $OlderThan |
    Remove-BotMedia -UnlessActionItem -HoldPath $HoldPath -MaxDelete $MaxDelete -Confirm:$false -PassThru -ErrorAction Continue -ErrorVariable failed

exit ($failed ? 3 : 0)
