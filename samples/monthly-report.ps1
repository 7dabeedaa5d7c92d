# Writes the report of the month: what there is, how old it is, what the policy would remove, holds, and past runs. Nothing is removed.
param(
    [Parameter(Mandatory)] [string] $Policy,
    [Parameter(Mandatory)] [string] $HoldPath,
    [Parameter(Mandatory)] [string] $AuditPath,
    [Parameter(Mandatory)] [string] $ReportFolder,
    [string] $OlderThan = '90d'
)
$ErrorActionPreference = 'Stop'

$month = (Get-Date -AsUTC).ToString('yyyy-MM', [cultureinfo]::InvariantCulture)
$plan = New-RecordingRetentionPlan -Policy $Policy -Path $ReportFolder
$with = @{ PlanPath = $plan.Path; HoldPath = $HoldPath; AuditPath = $AuditPath; OlderThan = $OlderThan; Title = "Recordings, $month" }
Get-Recording | Export-RecordingReport -Path "$ReportFolder/$month.html" @with -PassThru
$isIntact = @(Test-RecordingAudit -Path $AuditPath).IsIntact -notcontains $false

exit ($isIntact ? 0 : 3)
