# Shows everything that a search finds in detail, and asks about each before it is deleted. For a person at a prompt.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $Provider,
    [Parameter(Mandatory)] [string] $Title,
    [Parameter(Mandatory)] [string] $Reason,
    [string] $OlderThan = '30d'
)
$ErrorActionPreference = 'Stop'

$found = @(Get-Recording -Provider $Provider -Title $Title -OlderThan $OlderThan)
$found | Format-List Title, CreatedAt, Duration, SizeBytes, Owner, Status, Id | Out-Host
$found | Remove-Recording -Reason $Reason -PassThru -ErrorAction Continue -ErrorVariable failed

exit ($failed ? 3 : 0)
