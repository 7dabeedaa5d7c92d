# Plans and applies a policy without a person. The limits of the policy hold: past them nothing is removed. Try it with -WhatIf first.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $Policy,
    [Parameter(Mandatory)] [string] $HoldPath,
    [Parameter(Mandatory)] [string] $AuditPath,
    [string] $TimeLimit = '5h'
)
$ErrorActionPreference = 'Stop'

$summary = Invoke-RecordingRetention -Policy $Policy -HoldPath $HoldPath -AuditPath $AuditPath -TimeLimit $TimeLimit -Confirm:$false -ErrorAction Continue
$summary

exit ($summary.IsComplete -or $WhatIfPreference ? 0 : 3)
