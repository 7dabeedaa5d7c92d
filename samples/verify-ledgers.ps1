# Checks every ledger of a folder, and the newest against the head that was noted elsewhere when its run ended.
param(
    [Parameter(Mandatory)] [string] $AuditPath,
    [Parameter(Mandatory)] [string] $Head
)
$ErrorActionPreference = 'Stop'

$checks = @(Test-RecordingAudit -Path $AuditPath)
$checks
$isGood = $checks.Count -gt 0 -and $checks.IsIntact -notcontains $false -and $checks.Head -contains $Head

exit ($isGood ? 0 : 1)
