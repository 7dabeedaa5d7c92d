# Deletes one host's Webex recordings as a Compliance Officer, who must say why. Connect with -Role ComplianceOfficer.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $HostMail,
    [Parameter(Mandatory)] [string] $OlderThan,
    [Parameter(Mandatory)] [string] $Reason,
    [Parameter(Mandatory)] [string] $Ticket,
    [Parameter(Mandatory)] [string] $HoldPath,
    [int] $MaxDelete = 100
)
$ErrorActionPreference = 'Stop'

Get-Recording -Provider Webex -Owner $HostMail -OlderThan $OlderThan |
    Remove-Recording -Reason $Reason -Comment "Ticket $Ticket" -Ticket $Ticket -HoldPath $HoldPath -MaxDelete $MaxDelete -Confirm:$false -PassThru `
        -ErrorAction Continue -ErrorVariable failed

exit ($failed ? 3 : 0)
