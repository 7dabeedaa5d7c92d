# Deletes recordings older than an age, at the services that are named. Try it with -WhatIf first.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string[]] $Provider,
    [Parameter(Mandatory)] [string] $HoldPath,
    [string] $OlderThan = '90d',
    [int] $MaxDelete = 500
)
$ErrorActionPreference = 'Stop'

Get-Recording -Provider $Provider -OlderThan $OlderThan |
    Remove-Recording -HoldPath $HoldPath -MaxDelete $MaxDelete -Confirm:$false -PassThru -ErrorAction Continue -ErrorVariable failed

exit ($failed ? 3 : 0)
