# Deletes the rows of a table that say remove: columns Provider, Kind, Id and Decision. Try it with -WhatIf first.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $HoldPath,
    [Parameter(Mandatory)] [string] $Ticket,
    [int] $MaxDelete = 500
)
$ErrorActionPreference = 'Stop'

$rows = @(Import-Csv -LiteralPath $Path)
if ($rows -and -not $rows[0].PSObject.Properties['Decision']) { throw "$Path has no column Decision, so nothing in it was approved." }
$rows | Where-Object Decision -EQ remove |
    Remove-Recording -HoldPath $HoldPath -MaxDelete $MaxDelete -Ticket $Ticket -Confirm:$false -PassThru -ErrorAction Continue -ErrorVariable failed

exit ($failed ? 3 : 0)
