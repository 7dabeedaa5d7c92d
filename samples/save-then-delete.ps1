# Saves recordings older than an age, and deletes those that are on disk whole. What could not be saved stays.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string[]] $Provider,
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $HoldPath,
    [string] $OlderThan = '90d',
    [int] $MaxDelete = 500
)
$ErrorActionPreference = 'Stop'

Get-Recording -Provider $Provider -OlderThan $OlderThan |
    Save-Recording -Path $Path -PassThru -ErrorAction Continue -ErrorVariable failed |
    Remove-Recording -HoldPath $HoldPath -MaxDelete $MaxDelete -Confirm:$false -PassThru -ErrorAction Continue -ErrorVariable +failed

exit ($failed ? 3 : 0)
