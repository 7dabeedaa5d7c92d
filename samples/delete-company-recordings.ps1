# Deletes Vonage company recordings of a span of dates. The second date is not part of it. Try it with -WhatIf first.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $HoldPath,
    [Parameter(Mandatory)] [datetime] $From,
    [Parameter(Mandatory)] [datetime] $Until,
    [int] $MaxDelete = 500
)
$ErrorActionPreference = 'Stop'

Get-Recording -Provider Vonage -Kind Company -After $From -Before $Until |
    Remove-Recording -HoldPath $HoldPath -MaxDelete $MaxDelete -Confirm:$false -PassThru -ErrorAction Continue -ErrorVariable failed

exit ($failed ? 3 : 0)
