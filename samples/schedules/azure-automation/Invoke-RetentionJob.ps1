# Azure Automation: purges by policy within the time that a job may have, and keeps plan and ledger outside the sandbox.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $VaultName,
    [Parameter(Mandatory)] [string] $StorageAccount,
    [string] $Provider = 'Telnyx',
    [string] $SecretName = 'telnyx-api-key',
    [string] $TimeLimit = '2h30m'
)
$ErrorActionPreference = 'Stop'

$null = Connect-AzAccount -Identity
Connect-RecordingProvider $Provider -ApiKey (Get-AzKeyVaultSecret -VaultName $VaultName -Name $SecretName).SecretValue

$storage = New-AzStorageContext -StorageAccountName $StorageAccount -UseConnectedAccount
$folder = New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "retention-$([guid]::NewGuid())")
foreach ($name in 'policy.json', 'holds.json') {
    $null = Get-AzStorageBlobContent -Context $storage -Container retention -Blob $name -Destination (Join-Path $folder $name)
}

$audit = New-Item -ItemType Directory -Path (Join-Path $folder audit)
try {
    $summary = Invoke-RecordingRetention -Policy "$folder/policy.json" -PlanPath $audit -HoldPath "$folder/holds.json" -AuditPath $audit `
        -TimeLimit $TimeLimit -Confirm:$false -ErrorAction Continue
    $summary
}
finally {
    Get-ChildItem -LiteralPath $audit -File | ForEach-Object {
        $null = Set-AzStorageBlobContent -Context $storage -Container audit -File $_.FullName -Blob $_.Name
    }
    Remove-Item -LiteralPath $folder -Recurse
}

# Azure looks at no exit code: only what throws has failed.
if (-not $summary.IsComplete) { throw 'Something failed, or time was up. The next job goes on.' }

exit 0
