# Removes exactly what an approved plan says. Run it again when it ends with 3: what is gone is not requested again.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $Plan,
    [Parameter(Mandatory)] [string] $PlanHash,
    [Parameter(Mandatory)] [string] $HoldPath,
    [Parameter(Mandatory)] [string] $AuditPath,
    [string] $Ticket,
    [string] $MaxPlanAge = '7d',
    [string] $TimeLimit = '5h'
)
$ErrorActionPreference = 'Stop'

$summary = Invoke-RecordingRetention -Plan $Plan -PlanHash $PlanHash -MaxPlanAge $MaxPlanAge -HoldPath $HoldPath -AuditPath $AuditPath -TimeLimit $TimeLimit `
    -Ticket $Ticket -Confirm:$false -ErrorAction Continue
$summary

exit ($summary.IsComplete -or $WhatIfPreference ? 0 : 3)
