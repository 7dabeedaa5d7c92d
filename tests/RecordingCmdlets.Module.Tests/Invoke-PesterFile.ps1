# Runs one Pester file and writes what became of each case as JSON.
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $ResultPath,
    [Parameter(Mandatory)] [string] $Package
)
$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.0
Import-Module RecordingCmdlets
$found = (Get-Module RecordingCmdlets).ModuleBase
if ([IO.Path]::GetFullPath($found) -ne [IO.Path]::GetFullPath($Package)) { throw "The module under test is $found and not the staged package $Package." }

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
# Cases choose their own; this is what a user has.
$ErrorActionPreference = 'Continue'
$run = Invoke-Pester -Configuration $configuration

# A block that cannot be set up has no test to blame; its error is told with each of its cases.
function Get-Trouble($Item) {
    while ($Item) {
        $Item.ErrorRecord | Where-Object { $_ } | ForEach-Object { "$_`n$($_.ScriptStackTrace)" }
        $Item = if ($Item.PSObject.Properties['Block']) { $Item.Block } elseif ($Item.PSObject.Properties['Parent']) { $Item.Parent } else { $null }
    }
}

$results = foreach ($test in $run.Tests) {
    @{
        Line   = $test.StartLine
        Name   = $test.ExpandedPath
        Result = "$($test.Result)"
        Error  = if ($test.Result -ne 'Passed') { @(Get-Trouble $test) -join "`n" }
    }
}
ConvertTo-Json @($results) | Set-Content -LiteralPath $ResultPath -Encoding utf8NoBOM
