# Deletes recordings that are named by their ids; none at all when one of them is not known. Try it with -WhatIf first.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $Provider,
    [Parameter(Mandatory)] [string[]] $Id,
    [Parameter(Mandatory)] [string] $HoldPath,
    [Parameter(Mandatory)] [string] $Ticket
)
$ErrorActionPreference = 'Stop'

$found = @(Get-Recording -Provider $Provider -Id $Id)
$found | Remove-Recording -HoldPath $HoldPath -Ticket $Ticket -Confirm:$false -PassThru -ErrorAction Continue -ErrorVariable failed

exit ($failed ? 3 : 0)
