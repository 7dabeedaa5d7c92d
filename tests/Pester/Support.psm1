# What the Pester files share. Everything is against the sandbox, and every ledger and holds file lies in a folder of the test.
Set-StrictMode -Version 3.0

if (-not (Get-Module RecordingCmdlets -ListAvailable -ErrorAction Ignore)) {
    # By hand, from the repository: after dotnet msbuild src/RecordingCmdlets -restore -t:StagePackage.
    $env:PSModulePath = (Join-Path $PSScriptRoot '..' '..' 'out'), $env:PSModulePath -join [IO.Path]::PathSeparator
}
Import-Module RecordingCmdlets -ErrorAction Stop

$script:NoHolds = '{"format":"recordingcmdlets-holds/1","holds":[]}'

<# The parameters that keep a run inside a folder of its own: no question, its ledgers, its holds. #>
function Get-RunParameter {
    [OutputType([hashtable])]
    param([Parameter(Mandatory)] [string] $Folder, [string] $HoldJson = $script:NoHolds)
    $own = Join-Path $Folder ([guid]::NewGuid().ToString('N').Substring(0, 8))
    $null = New-Item -ItemType Directory -Path $own
    $holds = Join-Path $own 'holds.json'
    Set-Content -LiteralPath $holds -Value $HoldJson -Encoding utf8NoBOM
    @{ AuditPath = Join-Path $own 'audit'; HoldPath = $holds; Confirm = $false }
}

<# The sandbox itself, behind the cmdlets: for what its request log does not tell. #>
function Get-SandboxServer {
    $session = (Get-Command Get-Recording).ImplementingType.Assembly.GetType('RecordingCmdlets.Session.RunspaceSession')
    $current = $session.GetProperty('Current', [Reflection.BindingFlags]'Static,Public,NonPublic').GetValue($null)
    $running = $session.GetProperty('Sandboxes').GetValue($current)
    if ($running.Count -gt 0) { $running[$running.Count - 1].Item1 }
}

<# One service inside the sandbox: its data, and the manners that are its own. #>
function Get-SandboxRoom {
    param([Parameter(Mandatory)] [string] $Provider, $Server = (Get-SandboxServer))
    $type = $Server.GetType()
    , $type.GetMethod('Room').MakeGenericMethod($type.Assembly.GetType("RecordingCmdlets.Sandbox.${Provider}Room", $true)).Invoke($Server, @())
}

<# Makes the sandbox answer the requests whose path holds a text with what a test wants; the others as ever. #>
function Set-SandboxAnswer {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Changes a sandbox of a test.')]
    param([Parameter(Mandatory)] [string] $PathPart, [Parameter(Mandatory)] [int] $Status, [string] $Body = '', [hashtable] $Header = @{})
    # An expression and not a script block: requests are answered on threads that have no runspace.
    $server = Get-SandboxServer
    $inside = $server.GetType().Assembly
    $fault = $inside.GetType('RecordingCmdlets.Sandbox.SandboxFault')
    $context = [Linq.Expressions.Expression]::Parameter($inside.GetType('RecordingCmdlets.Sandbox.SandboxRequestContext'), 'context')
    $answer = [Linq.Expressions.Expression]::Constant($fault::Respond($Status, $Body, [ValueTuple[string, string][]]@($Header.GetEnumerator() | ForEach-Object { [ValueTuple]::Create([string]$_.Key, [string]$_.Value) })), $fault)
    $isMeant = [Linq.Expressions.Expression]::Call([Linq.Expressions.Expression]::Property($context, 'Path'), [string].GetMethod('Contains', [type[]]@([string])), [Linq.Expressions.Expression]::Constant($PathPart))
    $choice = [Linq.Expressions.Expression]::Condition($isMeant, $answer, [Linq.Expressions.Expression]::Constant($null, $fault))
    $server.OnRequest = [Linq.Expressions.Expression]::Lambda($server.GetType().GetProperty('OnRequest').PropertyType, $choice, [Linq.Expressions.ParameterExpression[]]@($context)).Compile()
}

function Get-SandboxKey { (Get-SandboxServer).ApiKey.Reveal() }

function ConvertTo-Secret {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingConvertToSecureStringWithPlainText', '', Justification = 'Made-up keys of a sandbox.')]
    [OutputType([securestring])]
    param([Parameter(Mandatory)] [string] $Text)
    ConvertTo-SecureString $Text -AsPlainText -Force
}

$script:Told = @{}

<# Errors of this process so far that the page of their command does not name. Each is told once. #>
function Find-UndeclaredError {
    foreach ($record in @($global:Error | Where-Object { $_ -is [Management.Automation.ErrorRecord] -and $_.Exception -is [RecordingCmdlets.RecordingException] })) {
        $id, $class = $record.FullyQualifiedErrorId.Split(',')
        if (-not $class -or $script:Told["$id $class"]) { continue }
        $script:Told["$id $class"] = $true
        $command = Get-Command -Module RecordingCmdlets | Where-Object { $_.ImplementingType.FullName -eq $class }
        if (-not $command) { continue }
        $page = Get-Content -LiteralPath (Join-Path $PSScriptRoot "../../docs/cmdlets/$($command.Name).md") -Raw
        if ($page -notmatch "(?m)^\| ``$id`` \|") { "$($command.Name) gave $id" }
    }
}

<# Ends what a test has open, so that the next one begins with nothing; and sees to it that the help names all errors that there were. #>
function Clear-RecordingSession {
    Stop-RecordingSandbox -Confirm:$false -WhatIf:$false
    Get-RecordingProvider | ForEach-Object { $_.Connections } | ForEach-Object { Disconnect-RecordingProvider -Name $_.Name -Confirm:$false -WhatIf:$false }
    $undeclared = @(Find-UndeclaredError)
    if ($undeclared) { throw "The help does not name these errors; add them to src/RecordingCmdlets/Errors.xml: $($undeclared -join ', ')." }
}

<# Opens a further connection to the running sandbox. #>
function Connect-Sandbox {
    param([Parameter(Mandatory)] [string] $Name, [string] $Provider = 'Telnyx', [hashtable] $With = @{})
    $server = Get-SandboxServer
    $key = @{ ($Provider -in 'Webex', 'Vonage' ? 'AccessToken' : 'ApiKey') = ConvertTo-Secret (Get-SandboxKey) }
    Connect-RecordingProvider $Provider -Name $Name -BaseUri $server.GetBaseUri($Provider) @key -SkipValidation @With
}

<# The ids that exist, from the sandbox's data and not through its API. #>
function Get-RemainingId {
    param([string] $Provider = 'Telnyx')
    @((Get-SandboxServer).GetRecordingIds($Provider) | Sort-Object)
}

<# The ids that requests really deleted. #>
function Get-DeletedId { @(Get-RecordingSandboxRequest | ForEach-Object Deleted | Sort-Object) }

<# How many requests arrived that destroy, whatever came of them. #>
function Get-DestroyingCount { @(Get-RecordingSandboxRequest -Method DELETE, POST).Count }

<# Runs a script block and keeps everything apart: output, errors, what ended it. #>
function Invoke-Recorded {
    param([Parameter(Mandatory)] [scriptblock] $Script)
    $ended = $null
    $streams = [Collections.Generic.List[object]]::new()
    try {
        & $Script *>&1 | ForEach-Object { $streams.Add($_) }
    }
    catch {
        $ended = $_
    }
    [pscustomobject]@{
        Output   = @($streams | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] -and $_ -isnot [Management.Automation.InformationalRecord] -and $_ -isnot [Management.Automation.InformationRecord] })
        Errors   = @($streams | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        Warnings = @($streams | Where-Object { $_ -is [Management.Automation.WarningRecord] })
        Infos    = @($streams | Where-Object { $_ -is [Management.Automation.InformationRecord] })
        Ended    = $ended
        Streams  = $streams
    }
}

<# Where a text holds what it must not: a short excerpt of each place, so that a failure can be read. #>
function Find-Secret {
    param([AllowEmptyCollection()] [AllowEmptyString()] [AllowNull()] [object[]] $In, [Parameter(Mandatory)] [string] $Text)
    $all = $In -join "`n"
    for ($at = $all.IndexOf($Text); $at -ge 0; $at = $all.IndexOf($Text, $at + 1)) {
        $from = [Math]::Max(0, $at - 80)
        $all.Substring($from, [Math]::Min(200, $all.Length - $from))
    }
}

<# The lines of all ledgers of a folder, as objects. #>
function Read-Ledger {
    param([Parameter(Mandatory)] [string] $Path)
    Get-ChildItem -LiteralPath $Path -Filter *.jsonl | ForEach-Object { Get-Content -LiteralPath $_.FullName } | ForEach-Object { ConvertFrom-Json $_ -DateKind String }
}

<# What is wrong with the ledgers of a folder: seals, one outcome for each intent, and nothing called gone that exists. Empty when all is well. #>
function Find-LedgerFault {
    param([Parameter(Mandatory)] [string] $Path, [string[]] $Remaining = @())
    foreach ($check in Test-RecordingAudit -Path $Path) {
        if ($check.State -ne 'Sealed') { "$($check.Path) is $($check.State): $($check.Message)" }
    }
    $lines = @(Read-Ledger $Path)
    $intents = @($lines | Where-Object type -EQ 'intent' | ForEach-Object n)
    $outcomes = @($lines | Where-Object type -EQ 'outcome')
    $settled = @($outcomes | Where-Object { $_.PSObject.Properties['intent'] } | ForEach-Object intent)
    foreach ($intent in $intents) {
        $count = @($settled | Where-Object { $_ -eq $intent }).Count
        if ($count -ne 1) { "the intent of line $intent has $count outcomes" }
    }
    foreach ($outcome in $outcomes) {
        if ($outcome.outcome -in 'Deleted', 'AlreadyGone', 'Recycled' -and $outcome.id -cin $Remaining) { "$($outcome.id) is called $($outcome.outcome) and exists" }
    }
}

<# Runs a script in another pwsh, with standard input that says something or ends at once. Killed after its time limit. #>
function Invoke-ChildPwsh {
    param([Parameter(Mandatory)] [string] $Script, [string[]] $Option = @('-NonInteractive'), [string] $StandardInput = '', [hashtable] $Environment = @{}, [int] $Seconds = 60)
    $file = Join-Path ([IO.Path]::GetTempPath()) "recordingcmdlets-$([guid]::NewGuid().ToString('N')).ps1"
    $support = Join-Path $PSScriptRoot 'Support.psm1'
    Set-Content -LiteralPath $file -Encoding utf8NoBOM -Value "Import-Module '$support'`n$Script"
    $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
    foreach ($argument in @('-NoLogo', '-NoProfile') + $Option + @('-File', $file)) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $process = [Diagnostics.Process]::Start($start)
    try {
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        $process.StandardInput.Write($StandardInput)
        $process.StandardInput.Close()
        $inTime = $process.WaitForExit($Seconds * 1000)
        if (-not $inTime) { $process.Kill($true) }
        # The console wraps what it asks; tests look for words and not for lines.
        [pscustomobject]@{ InTime = $inTime; ExitCode = if ($inTime) { $process.ExitCode }; Text = "$($output.Result)`n$($errors.Result)"; Flat = "$($output.Result)`n$($errors.Result)" -replace '\s+', ' ' }
    }
    finally {
        $process.Dispose()
        Remove-Item -LiteralPath $file
    }
}

<# Waits until a condition holds; false after some seconds. #>
function Wait-Until {
    param([Parameter(Mandatory)] [scriptblock] $Condition, [int] $Seconds = 15)
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt $Seconds) { return $false }
        Start-Sleep -Milliseconds 20
    }
    $true
}

<# A runspace of its own with a sandbox in it: what runs there can be stopped from here, and the sandbox is seen from here. #>
function Open-SandboxRunspace {
    param([hashtable] $Sandbox = @{}, [Management.Automation.Host.PSHost] $AskedHost)
    $runspace = $AskedHost ? [runspacefactory]::CreateRunspace($AskedHost, [initialsessionstate]::CreateDefault2()) : [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
    $runspace.Open()
    $other = [pscustomobject]@{ Runspace = $runspace; Server = $null }
    $support = Join-Path $PSScriptRoot 'Support.psm1'
    $other.Server = Invoke-InRunspace $other {
        param($support, $sandbox)
        Import-Module $support
        if (-not $sandbox.ContainsKey('Provider')) { $sandbox.Provider = 'Telnyx' }
        $null = Start-RecordingSandbox @sandbox
        Get-SandboxServer
    } $support $Sandbox
    $other
}

<# A host whose question stays open until somebody answers it, or until half a minute has passed; then the answer is yes. #>
function Get-WaitingHost {
    if (-not ('RecordingTests.WaitingHost' -as [type])) { Add-Type -Path (Join-Path $PSScriptRoot 'WaitingHost.cs') }
    [RecordingTests.WaitingHost]::new()
}

<# Runs a script to its end in such a runspace. #>
function Invoke-InRunspace {
    param([Parameter(Mandatory)] $Other, [Parameter(Mandatory)] [scriptblock] $Script, [Parameter(ValueFromRemainingArguments)] [object[]] $Argument = @())
    $shell = [powershell]::Create($Other.Runspace)
    try {
        $null = $shell.AddScript($Script.ToString())
        foreach ($value in $Argument) { $null = $shell.AddArgument($value) }
        $shell.Invoke()
        if ($shell.HadErrors) { $shell.Streams.Error | ForEach-Object { Write-Error $_ } }
    }
    finally {
        $shell.Dispose()
    }
}

function Close-SandboxRunspace {
    param($Other)
    if (-not $Other) { return }
    Invoke-InRunspace $Other { Stop-RecordingSandbox }
    $Other.Runspace.Dispose()
}

<# Begins a script in such a runspace, waits until a condition holds here, stops it, and tells how it went. #>
function Invoke-Stopped {
    param([Parameter(Mandatory)] $Other, [Parameter(Mandatory)] [scriptblock] $Script, [Parameter(Mandatory)] [hashtable] $Argument, [Parameter(Mandatory)] [scriptblock] $StopWhen, [string] $Provider = 'Telnyx')
    $shell = [powershell]::Create($Other.Runspace)
    try {
        $null = $shell.AddScript($Script.ToString()).AddArgument($Argument)
        $under = $shell.BeginInvoke()
        $reached = Wait-Until $StopWhen
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $taken = $clock.Elapsed
        $before = @($Other.Server.GetRequests()).Count
        Start-Sleep -Milliseconds 1500
        [pscustomobject]@{
            Reached     = $reached
            Finished    = $under.IsCompleted
            State       = $shell.InvocationStateInfo.State
            Seconds     = $taken.TotalSeconds
            NewRequests = @($Other.Server.GetRequests()).Count - $before
            Remaining   = @($Other.Server.GetRecordingIds($Provider))
        }
    }
    finally {
        $shell.Dispose()
    }
}

Export-ModuleMember -Function *-*
