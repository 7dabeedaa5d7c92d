BeforeDiscovery {
    $topics = @('RecordingCmdlets', 'Recording_Authentication', 'Recording_Removal', 'Recording_Retention', 'Recording_Audit', 'Recording_Throttling', 'Recording_Sandbox') | ForEach-Object { "about_$_" }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"
    $folder = Join-Path (Get-Module RecordingCmdlets).ModuleBase 'en-US'

    # The commands of a topic: what stands behind its prompts, a line that goes on with what follows.
    function Get-TopicCommand([string] $Name) {
        $command = $null
        foreach ($line in Get-Content -LiteralPath (Join-Path $folder "$Name.help.txt")) {
            if ($line -match '^    >> (.*)$') { $command += "`n$($Matches[1])"; continue }
            if ($command) { $command }
            $command = if ($line -match '^    PS> (.*)$') { $Matches[1] }
        }
    }

    # In the place of the services: a sandbox that takes whatever secret is asked for. A run has a folder of its own.
    $preamble = @'
Set-Location $PSScriptRoot
$null = New-Item -ItemType Directory work
Set-Location work
if ('##NAME##' -ne 'about_Recording_Sandbox' -and '##NAME##' -ne 'about_RecordingCmdlets') {
    $null = Start-RecordingSandbox -RecordingCount 200 -Role ('##NAME##' -eq 'about_Recording_Authentication' ? @{ Webex = 'Admin' } : @{})
    $key = ConvertTo-Secret (Get-SandboxKey)
    $server = Get-SandboxServer
}
function Get-Secret([string] $Name, [switch] $AsPlainText) { $Name | Should -Match '^\w+$'; if ($AsPlainText) { ConvertFrom-SecureString $key -AsPlainText } else { $key } }
function Set-Secret([string] $Name, [securestring] $Secret) { }
function Read-Host([string] $Prompt, [switch] $AsSecureString) { $key }
function Connect-RecordingProvider { RecordingCmdlets\Connect-RecordingProvider @args -BaseUri $server.GetBaseUri($args[0]) }
$user = $key ? [pscredential]::new('ana@vbc.prod', $key) : $null
$app, $secret = 'C123', $key
'@
}

Describe '<_>' -ForEach $topics {
    BeforeAll {
        $name = $_
        $text = Get-Content -LiteralPath (Join-Path $folder "$name.help.txt") -Raw
    }

    It 'is found, in the form that people know' {
        Get-Help $name | Out-String | Should -Match "^TOPIC\r?\n    $name\r?\n"
        (Get-Help $name).Synopsis ?? (Get-Help 'about_Recording*' | Where-Object Name -EQ $name).Synopsis | Should -Not -BeNullOrEmpty
        @([regex]::Matches($text, '(?m)^\S.*$') | ForEach-Object { $_.Value.Trim() }) | Should -Be 'TOPIC', 'SHORT DESCRIPTION', 'LONG DESCRIPTION', 'EXAMPLES', 'SEE ALSO'
        @($text -split '\r?\n' | Where-Object Length -GT 80) | Should -BeNullOrEmpty
        $text | Should -Not -Match '[^\x0a\x0d\x20-\x7e]'
    }

    It 'names commands, parameters and topics that there are' {
        $known = @(Get-Command -Module RecordingCmdlets)
        foreach ($named in [regex]::Matches($text, '\b[A-Z][a-z]+-(?:Recording|Bot)[A-Za-z]*\b') | ForEach-Object Value) { $named | Should -BeIn $known.Name }
        foreach ($named in [regex]::Matches($text, '\babout_\w+') | ForEach-Object Value) { Join-Path $folder "$named.help.txt" | Should -Exist }
        $parameters = @($known.Parameters.Keys) + 'AsPlainText', 'AsSecureString', 'First', 'EQ', 'not', 'NoElement', 'InformationVariable', 'Verbose'
        foreach ($named in [regex]::Matches(($text -replace '\b[A-Z][a-z]+-(?=,)|\b[A-Z][a-z]+- and', ''), '(?<![\w-])-([A-Za-z]+)\b') | ForEach-Object { $_.Groups[1].Value }) { $named | Should -BeIn $parameters }
        foreach ($id in [regex]::Matches($text, '\b(?:Confirmation|Provider|Deletion)[A-Z]\w+') | ForEach-Object Value | Where-Object { $_ -ne 'ProviderThrottledException' }) { Get-Content "$PSScriptRoot/../../docs/errors.md" -Raw | Should -Match "``$id``" }
    }

    It 'has commands that do what they say, one after the other' {
        $commands = @(Get-TopicCommand $name)
        $commands.Count | Should -BeGreaterThan 4
        $run = Join-Path $TestDrive $name
        $null = New-Item -ItemType Directory $run
        if ($text -match '(?ms)^      \{.*?^      \}') { Set-Content -LiteralPath (Join-Path $run 'policy.json') -Value $Matches[0] }
        $commands | ConvertTo-Json | Set-Content -LiteralPath (Join-Path $run 'commands.json')
        $child = Invoke-ChildPwsh -Environment @{ XDG_DATA_HOME = $run; LOCALAPPDATA = $run } -Seconds 120 -Script @"
Import-Module Pester
`$PSScriptRoot = '$run'
$($preamble.Replace('##NAME##', $name))
if (Test-Path ../policy.json) { Copy-Item ../policy.json . }
foreach (`$command in Get-Content ../commands.json -Raw | ConvertFrom-Json) {
    `$errorsBefore = `$Error.Count
    try { . ([scriptblock]::Create(`$command)) *>&1 | Out-String -Width 100 } catch { "ENDED" }
    if (`$Error.Count -gt `$errorsBefore) { "FAILED [`$(`$command -replace '\s+', ' ')] [`$(`$Error[0].FullyQualifiedErrorId) `$(`$Error[0])]" }
}
"ALL DONE"
"@
        $failed = @([regex]::Matches($child.Text, '(?m)^FAILED .*$') | ForEach-Object Value | Where-Object { $_ -notmatch '-Provider Nowhere|-MaxDelete.*\[DeletionLimitReached,' })
        $failed | Should -BeNullOrEmpty
        $child.Text | Should -Match 'ALL DONE' -Because $child.Text
        if ($name -eq 'about_RecordingCmdlets') { $child.Text | Should -Match 'ProviderUnknown,RecordingCmdlets' }
    }
}
