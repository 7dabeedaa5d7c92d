# Makes the plan of a policy: what would go, what stays, and why. Read its table; its hash is what is approved. Nothing is removed.
param(
    [Parameter(Mandatory)] [string] $Policy,
    [Parameter(Mandatory)] [string] $PlanFolder
)
$ErrorActionPreference = 'Stop'

$plan = New-RecordingRetentionPlan -Policy $Policy -Path $PlanFolder
$plan

exit ($plan.FuseBlown ? 4 : 0)
