# Deletes short on-demand recordings of Vonage users, older than an age. Try it with -WhatIf first.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $HoldPath,
    [string[]] $Owner = 'self',
    [string] $OlderThan = '7d',
    [string] $MaxDuration = '30s',
    [int] $MaxDelete = 500
)
$ErrorActionPreference = 'Stop'

Get-Recording -Provider Vonage -Kind OnDemand -Owner $Owner -OlderThan $OlderThan -MaxDuration $MaxDuration |
    Remove-Recording -HoldPath $HoldPath -MaxDelete $MaxDelete -Confirm:$false -PassThru -ErrorAction Continue -ErrorVariable failed

exit ($failed ? 3 : 0)
