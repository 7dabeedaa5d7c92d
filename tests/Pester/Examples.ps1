# Runs every example of the help, each in a session of its own making, and writes what went wrong as JSON. Not a test itself:
# Help.Tests.ps1 starts it in a process of its own, whose questions are all answered with yes.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Stands for a vault and keeps nothing.')]
param([string] $Pages, [string] $Folder, [string] $ResultPath)
Import-Module "$PSScriptRoot/Support.psm1"
$PSDefaultParameterValues['Wait-RecordingBot:Interval'] = '1s'
# Not every bot of a sandbox comes to its end.
$PSDefaultParameterValues['Wait-RecordingBot:Timeout'] = '3s'

function Get-Secret([string] $Name) { if ($Name) { $secret } }
function Set-Secret([string] $Name, [securestring] $Secret) { if ($Name -and $Secret) { } }
function global:Read-Host([switch] $AsSecureString) { if ($AsSecureString) { $secret } }
function BeforeAll([scriptblock] $Do) { & $Do }
function AfterAll([scriptblock] $Do) { & $Do }
function Connect-RecordingProvider { RecordingCmdlets\Connect-RecordingProvider @args -BaseUri (Get-SandboxServer).GetBaseUri($args[1]) }

function Get-Example {
    foreach ($page in Get-ChildItem $Pages -Filter *.md | Where-Object Name -Match '^[A-Z][a-z]+-[A-Z]\w+\.md$') {
        $text = Get-Content -LiteralPath $page.FullName -Raw
        foreach ($match in [regex]::Matches($text, '(?ms)^### Example (\d+)\s+```powershell\r?\n(.*?)\r?\n```(?:\s+```text\r?\n(.*?)\r?\n```)?')) {
            @{ Command = $page.BaseName; Number = [int]$match.Groups[1].Value; Code = $match.Groups[2].Value; Output = $match.Groups[3].Value }
        }
    }
}

# What the examples name is made to be there: ids by ids of the sandbox, files by files of a rehearsal.
function Initialize-Example([string] $Code, [string] $Own) {
    $null = New-Item -ItemType Directory $Own, $Own/policies, $Own/plans
    Set-Location $Own
    '{"format":"recordingcmdlets-holds/1","holds":[]}' | Set-Content holds.json, shared-holds.json, usual-holds.json
    # In the place of the user's own state folder.
    $global:PSDefaultParameterValues['*:HoldPath'] = "$Own/usual-holds.json"
    foreach ($path in '*:AuditPath', 'Get-RecordingAudit:Path', 'Test-RecordingAudit:Path', 'Resolve-RecordingAudit:Path') { $global:PSDefaultParameterValues[$path] = "$Own/ledgers" }
    if ($Code -match 'Start-RecordingSandbox') { return $Code }
    $null = Start-RecordingSandbox -RecordingCount 150 -Role ($Code -match '-Role Admin' ? @{ Webex = 'Admin' } : @{})
    '{"format":"recordingcmdlets-policy/1","name":"retention","fuse":{"maximumShare":1},"rules":[{"name":"calls","providers":"Telnyx","olderThan":"30d","action":"delete"}]}' | Set-Content retention.json, calls.json, policies/calls.json
    $run = @{ Confirm = $false; HoldPath = 'holds.json' }
    $calls = @(Get-Recording -Provider Telnyx -OlderThan 30d)
    $null = Add-RecordingHold -Provider Telnyx -Id $calls[5].Id -Ticket LEGAL-7
    $calls[0] | Remove-Recording @run -AuditPath ledgers -InformationVariable told 6> $null
    Copy-Item ledgers audit -Recurse
    $calls[1] | Remove-Recording @run -AuditPath run.jsonl 6> $null
    $meetings = @(Get-Recording -Provider Webex -After 2020-01-01 | Where-Object { -not $_.Service['shareToMe'] } | Sort-Object CreatedAt)
    $recycled = $meetings[$Code -match 'deleted|^(Restore|Clear)-' ? 0 : -1]
    $recycled | Remove-Recording @run -ToRecycleBin -PassThru | Export-Csv removed.csv
    $calls[2..4] | Select-Object Provider, Id | Export-Csv approved.csv
    $made = New-RecordingRetentionPlan retention.json plans
    Copy-Item $made.Path plans/june.plan.jsonl
    Copy-Item $made.CsvPath plans/june.plan.csv
    $server = Get-SandboxServer
    @{
        id = 'C123'; secret = ConvertTo-Secret $server.ApiKey.Reveal(); refresh = ConvertTo-Secret $server.ApiKey.Reveal(); key = $server.ApiKey.Reveal()
        approved = $made.Hash; hash = $made.Hash; plan = $Code -match '\$plan\.' ? $made : $made.Path; head = (Test-RecordingAudit run.jsonl).Head; runId = $told[0].MessageData.RunId
    }.GetEnumerator() | ForEach-Object { Set-Variable $_.Key $_.Value -Scope 1 }
    # A service keeps no transcript of some meetings; a policy has something wrong where its problems are shown.
    $bots = @(Get-RecordingBot -Provider Recall -Status ($Code -match 'For done, fatal' ? 'fatal' : 'done'))
    $bot = $Code -match 'Transcript' ? @($bots | Where-Object { $_ | Get-BotTranscript -ErrorAction Ignore })[0] : $bots[0]
    if ($Code -match 'Problems') { (Get-Content calls.json -Raw).Replace('"30d"', '90') | Set-Content calls.json }
    $null = Get-RecordingSandboxRequest -Clear
    $webex = $Code -match '^(Restore|Clear)-' ? $recycled : $meetings[1]
    $Code.Replace('3fa85f64-5717-4562-b3fc-2c963f66afa6', ($Code -match 'Audit' ? $calls[0] : $calls[3]).Id).
        Replace('4f914b1dfe3c4d11a61730f18c0f5387', $webex.Id).
        Replace('bot_Q1w2E3r4T5y6U7i8', (Get-RecordingBot -Provider Attendee -Status ended -First 1).Id).
        Replace('3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11', $bot.Id).
        Replace('4f1c09ab77de', @(Get-RecordingHold)[0].HoldId).
        Replace('745249', 'self').
        Replace('-Connection emea', '-Connection Telnyx').
        Replace('-Name Support', $Code -match '^Disconnect' ? '-Name Telnyx' : '-Name Support')
}

$results = foreach ($example in Get-Example) {
    $own = Join-Path $Folder "$($example.Command)-$($example.Number)"
    $said, $ended, $before = '', $null, 0
    try {
        $code = Initialize-Example $example.Code $own
        $Error.Clear()
        # An exit would end more than the example.
        $said = & ([scriptblock]::Create(($code -replace '\bexit \d', 'return'))) | Out-String -Width 100
    }
    catch {
        $ended = $_
    }
    @{
        Command = $example.Command
        Number  = $example.Number
        Output  = $example.Output
        Said    = $said
        Errors  = @($Error | ForEach-Object { @{ Id = $_.FullyQualifiedErrorId.Split(',')[0]; By = "$($_.InvocationInfo.MyCommand)"; Message = "$_" } })
        Ended   = "$ended"
    }
    Clear-RecordingSession
}
ConvertTo-Json @($results) -Depth 4 | Set-Content -LiteralPath $ResultPath -Encoding utf8NoBOM
