# Deletes many recordings under a progress bar, and sums up what succeeded, failed and was skipped. Try it with -WhatIf first.
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string[]] $Provider,
    [Parameter(Mandatory)] [string] $HoldPath,
    [string] $OlderThan = '90d',
    [int] $MaxDelete = 10000,
    [string] $TimeLimit = '5h'
)
$ErrorActionPreference = 'Stop'

$results = @(Get-Recording -Provider $Provider -OlderThan $OlderThan |
        Remove-Recording -HoldPath $HoldPath -MaxDelete $MaxDelete -TimeLimit $TimeLimit -Confirm:$false -PassThru -ErrorAction Continue)
$success = @($results | Where-Object Outcome -In Deleted, Recycled, AlreadyGone).Count
$failed = @($results | Where-Object Outcome -In Failed, Unknown, NotFound, Accepted).Count
[pscustomobject]@{ Success = $success; Failed = $failed; Skipped = $results.Count - $success - $failed }

exit ($failed -or $results.Outcome -contains 'LimitReached' -or $results.Outcome -contains 'NotSent' ? 3 : 0)
