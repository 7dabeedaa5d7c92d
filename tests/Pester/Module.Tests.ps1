BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"
    $module = Get-Module RecordingCmdlets
    $manifest = Import-PowerShellDataFile (Join-Path $module.ModuleBase 'RecordingCmdlets.psd1')
    $commands = @(Get-Command -Module RecordingCmdlets)

    $foreign = '^(Polly|Microsoft\.Extensions|RecordingCmdlets\.Engine|RecordingCmdlets\.Sandbox)'
}

Describe 'The package' {
    It 'has a manifest that PowerShell accepts' {
        (Test-ModuleManifest (Join-Path $module.ModuleBase 'RecordingCmdlets.psd1') -ErrorAction Stop).Name | Should -Be 'RecordingCmdlets'
        [version]$manifest.PowerShellVersion | Should -Be ([version]'7.4')
        $manifest.CompatiblePSEditions | Should -Be @('Core')
    }

    It 'exports the commands that its manifest names, and nothing else' {
        @($commands.Name | Sort-Object) | Should -Be @($manifest.CmdletsToExport | Sort-Object)
        $commands.Count | Should -BeGreaterOrEqual 14
        @($commands.CommandType | Select-Object -Unique) | Should -Be @('Cmdlet')
        $module.ExportedFunctions.Count + $module.ExportedAliases.Count + $module.ExportedVariables.Count | Should -Be 0
        foreach ($list in 'CmdletsToExport', 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport') { @($manifest.$list) -like '*`**' | Should -BeNullOrEmpty -Because $list }
        # And every cmdlet of the assembly is named there.
        $types = $commands[0].ImplementingType.Assembly.GetTypes() | Where-Object { -not $_.IsAbstract -and $_.IsSubclassOf([Management.Automation.PSCmdlet]) }
        @($types).Count | Should -Be $commands.Count
    }

    It 'ships nothing of PowerShell itself, and no second copy of what users see' {
        $files = @(Get-ChildItem $module.ModuleBase -Recurse -File)
        $files.Name | Should -Not -Contain 'System.Management.Automation.dll'
        $files.Name | Should -Not -Contain 'Microsoft.PowerShell.Commands.Utility.dll'
        @($files | Where-Object Name -EQ 'RecordingCmdlets.Abstractions.dll').Count | Should -Be 1
        @(Get-ChildItem (Join-Path $module.ModuleBase 'module/bin') -Recurse -File | Where-Object Extension -NE '.dll').Count | Should -Be 0
        foreach ($name in 'LICENSE', 'README.md', 'CHANGELOG.md', 'THIRD-PARTY-NOTICES.txt') { $files.Name | Should -Contain $name }
        # What the host brings may lie among the dependencies, which load apart, and nowhere else.
        $brought = [AppContext]::GetData('TRUSTED_PLATFORM_ASSEMBLIES') -split [IO.Path]::PathSeparator | Split-Path -Leaf
        $brought | Should -Contain 'System.Management.Automation.dll'
        @(Get-ChildItem (Join-Path $module.ModuleBase 'module/bin') -Filter *.dll | Where-Object Name -In $brought) | Should -BeNullOrEmpty
    }

    It 'names only files that it has' {
        foreach ($file in @($manifest.RootModule) + $manifest.RequiredAssemblies + $manifest.FormatsToProcess + $manifest.TypesToProcess) {
            Join-Path $module.ModuleBase $file | Should -Exist
        }
    }
}

Describe 'Every command' {
    It 'has an approved verb and a singular noun' {
        $verbs = (Get-Verb).Verb
        foreach ($command in $commands) {
            $command.Verb | Should -BeIn $verbs
            $command.Noun | Should -Match '^(Recording|Bot(Media|Transcript|Intelligence)$)'
            $command.Noun | Should -Not -Match '(?<!s)s$'
        }
    }

    It 'has -WhatIf and -Confirm where it changes something, and not where it does not' {
        # What only connects, reads or starts a rehearsal has nothing to undo.
        $harmless = 'Get', 'Test', 'Connect', 'Start', 'Resolve', 'Measure', 'Compare', 'Find', 'Wait'
        foreach ($command in $commands) {
            if ($command.Verb -in $harmless) { continue }
            $command.Parameters.Keys | Should -Contain 'WhatIf' -Because $command.Name
            $command.Parameters.Keys | Should -Contain 'Confirm' -Because $command.Name
        }
        foreach ($command in $commands | Where-Object Verb -In Get, Test, Wait) { $command.Parameters.Keys | Should -Not -Contain 'WhatIf' -Because $command.Name }
    }

    It 'asks before it removes' {
        foreach ($command in $commands | Where-Object Verb -EQ Remove) {
            $attribute = $command.ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)[0]
            $attribute.ConfirmImpact | Should -Be 'High' -Because $command.Name
            $attribute.SupportsShouldProcess | Should -BeTrue
        }
    }

    It 'says what it gives, and takes secrets only as secure text' {
        foreach ($command in $commands) {
            $command.OutputType.Count | Should -BeGreaterThan 0 -Because $command.Name
            foreach ($name in $command.Parameters.Keys -match '(Key|Token|Secret|Password)$') { $command.Parameters[$name].ParameterType | Should -Be ([securestring]) -Because "$($command.Name) -$name" }
        }
    }

    It 'takes of a pipe only what it names, and -Id never' {
        (Get-Command Remove-Recording).Parameters['Id'].ParameterSets.Values | ForEach-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName | Should -BeFalse }
        (Get-Command Remove-Recording).Parameters['Provider'].ParameterSets.Values | ForEach-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName | Should -BeFalse }
    }
}

Describe 'Isolation' {
    It 'keeps the engine and its packages out of everybody''s load context, before and after use' {
        $child = Invoke-ChildPwsh @"
function Get-Foreign { @([Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | ForEach-Object { `$_.GetName().Name } | Where-Object { `$_ -match '$foreign' }) }
function Get-Own { @([AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { `$_.GetName().Name } | Where-Object { `$_ -match '$foreign' }) }
"IMPORTED [`$(Get-Own)]"
`$null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
`$run = Get-RunParameter '$TestDrive'
Get-Recording | Remove-Recording @run
"REMAINING [`$(@(Get-RemainingId).Count)] FOREIGN [`$(Get-Foreign)] OWN [`$((Get-Own).Count)]"
"@
        # Importing loads neither engine nor package.
        $child.Flat | Should -Match 'IMPORTED \[\]'
        $child.Flat | Should -Match 'REMAINING \[0\] FOREIGN \[\] OWN \[[1-9]\d*\]'
    }

    It 'keeps its commands and works when it is imported again by force' {
        $child = Invoke-ChildPwsh @"
Import-Module RecordingCmdlets -Force
`$null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 5
Import-Module RecordingCmdlets -Force
`$run = Get-RunParameter '$TestDrive'
Get-Recording | Remove-Recording @run
"COMMANDS [`$(@(Get-Command -Module RecordingCmdlets).Count)] REMAINING [`$(@(Get-RemainingId).Count)]"
"@
        $child.Flat | Should -Match "COMMANDS \[$($commands.Count)\] REMAINING \[0\]"
    }

    It 'works beside a module that loaded its own Polly first' {
        $copy = New-Item -ItemType Directory "$TestDrive/other"
        Get-ChildItem (Join-Path $module.ModuleBase 'module/bin/deps') -Filter *.dll | Where-Object Name -Match '^Polly' | Copy-Item -Destination $copy
        $child = Invoke-ChildPwsh @"
Get-ChildItem '$copy' -Filter *.dll | ForEach-Object { `$null = [Reflection.Assembly]::LoadFrom(`$_.FullName) }
Add-Type -Path '$copy/Polly.Core.dll'
`$null = [Polly.ResiliencePipelineBuilder]::new()
`$null = Start-RecordingSandbox -Provider Telnyx -RecordingCount 50 -FaultRate @{ ServerError = 0.1 } -Seed 2
`$run = Get-RunParameter '$TestDrive'
Get-Recording | Remove-Recording @run
"REMAINING [`$(@(Get-RemainingId).Count)] POLLY [`$(@([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -eq 'Polly.Core' }).Count)]"
"@
        $child.Flat | Should -Match 'REMAINING \[0\] POLLY \[2\]'
    }

    It 'says nothing and asks nothing of the network when it is imported' {
        $child = Invoke-ChildPwsh 'Import-Module RecordingCmdlets -Verbose:$false; "DONE"'
        $child.Text.Trim() | Should -Be 'DONE'
    }
}
