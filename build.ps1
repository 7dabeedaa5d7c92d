<#
.SYNOPSIS
Builds, tests or packages the module. Thin over dotnet: everything it does works without PowerShell too.
.PARAMETER Task
Build: puts the module into module/bin, ready for Import-Module ./RecordingCmdlets.psd1.
Test: runs all tests, the Pester suite among them.
Package: stages out/RecordingCmdlets/<version>/ and makes out/RecordingCmdlets.<version>.nupkg, which Publish-PSResource accepts.
.PARAMETER Configuration
Debug or Release. Packages are always Release.
.EXAMPLE
./build.ps1 -Task Package
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$project = Join-Path $PSScriptRoot 'src/RecordingCmdlets'

$commands = @{
    Build   = , @('build', $PSScriptRoot, '-c', $Configuration)
    Test    = , @('test', '--configuration', $Configuration)
    Package = @(
        , @('msbuild', $project, '-restore', '-t:StagePackage', '-p:Configuration=Release', '-v:minimal')
        , @('pack', $project, '-c', 'Release', '--no-build')
    )
}

Push-Location $PSScriptRoot
try {
    foreach ($arguments in $commands[$Task]) {
        & dotnet @arguments
        if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    }
}
finally {
    Pop-Location
}
