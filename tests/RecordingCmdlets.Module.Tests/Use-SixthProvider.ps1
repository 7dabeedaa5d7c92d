# Uses a provider that was added a moment ago, as somebody at a prompt would. Anything that is not as it should be is thrown.
param(
    [Parameter(Mandatory)] [string] $Manifest,
    [Parameter(Mandatory)] [string] $Folder
)
$ErrorActionPreference = 'Stop'
Import-Module $Manifest

function Assert-Equal($Expected, $Actual, $What) {
    if ("$Expected" -cne "$Actual") { throw "${What}: expected '$Expected', got '$Actual'." }
}
function Get-Completion($Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }

Assert-Equal 'Parley' (Get-Completion 'Get-Recording -Provider Par') 'The completion of services'
$known = Get-RecordingProvider Parley
Assert-Equal 'Permanent. PARLEY_API_KEY' "$($known.Deletion) $($known.EnvironmentVariables)" 'What is known of it'

$null = Start-RecordingSandbox -Provider Parley -RecordingCount 60
Assert-Equal 'Parley' (Get-Completion 'Get-Recording -Connection ') 'The completion of connections'
Assert-Equal 'Recording' (Get-Completion 'Get-Recording -Provider Parley -Kind ') 'The completion of kinds'

$all = @(Get-Recording)
Assert-Equal '60 60' "$($all.Count) $(@($all.Id | Select-Object -Unique).Count)" 'The listing, page by page'
Assert-Equal 3 @(Get-RecordingSandboxRequest).Count 'The pages that were asked for'
$first = $all[0]
Assert-Equal $first.Title (Get-Recording -Provider Parley -Id $first.Id).Title 'One by its id'

# Twelve hours apart: what is older than twenty days is the last twenty or twenty-one.
$old = @(Get-Recording -OlderThan 20d)
Set-Content -LiteralPath "$Folder/holds.json" -Value '{"format":"recordingcmdlets-holds/1","holds":[]}'
$null = Add-RecordingHold -Provider Parley -Id $old[0].Id -Ticket LEGAL-7 -Reason 'Stays' -HoldPath "$Folder/holds.json"
$run = @{ HoldPath = "$Folder/holds.json"; AuditPath = "$Folder/audit"; Confirm = $false; PassThru = $true }
$before = @(Get-RecordingSandboxRequest -Method DELETE).Count
$would = @($old | Remove-Recording @run -WhatIf | Where-Object Outcome -EQ WouldRemove)
Assert-Equal $before @(Get-RecordingSandboxRequest -Method DELETE).Count 'Requests of a trial'
$results = @($old | Remove-Recording @run)
Assert-Equal ($old.Count - 1) @($results | Where-Object Outcome -EQ Deleted).Count 'What was removed'
Assert-Equal "$($would.Id | Sort-Object)" "$(($results | Where-Object Outcome -EQ Deleted).Id | Sort-Object)" 'What the trial named'
Assert-Equal (60 - $old.Count + 1) @(Get-Recording).Count 'What is left'
Assert-Equal 'True' @(Test-RecordingAudit "$Folder/audit").IsIntact[0] 'The ledger'
Assert-Equal $old.Count @(Get-RecordingAudit "$Folder/audit" | Where-Object Outcome -In Deleted, Held).Count 'What the ledger remembers'

# Policies, their plans and the schema know it as well.
Set-Content -LiteralPath "$Folder/policy.json" -Value '{ "format": "recordingcmdlets-policy/1", "fuse": { "maximumShare": 0.9 }, "rules": [{ "name": "old", "providers": "Parley", "olderThan": "10d", "action": "delete" }] }'
Assert-Equal 'True' (Test-RecordingRetentionPolicy "$Folder/policy.json").IsValid 'The policy'
$plan = New-RecordingRetentionPlan -Policy "$Folder/policy.json" -Path "$Folder/plans"
$summary = Invoke-RecordingRetention -Plan $plan.Path -PlanHash $plan.Hash -HoldPath "$Folder/holds.json" -AuditPath "$Folder/audit" -Confirm:$false
Assert-Equal 'True' $summary.IsComplete 'The plan that was applied'
Assert-Equal $old[0].Id (@(Get-Recording -OlderThan 10d).Id -join ' ') 'What is old and left: it is on hold'
Stop-RecordingSandbox -Confirm:$false
'Used.'
