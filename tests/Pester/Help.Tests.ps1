BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support.psm1"
    $commands = @(Get-Command -Module RecordingCmdlets | ForEach-Object Name)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"
    $pages = "$PSScriptRoot/../../docs/cmdlets"
    $errorPage = Get-Content "$PSScriptRoot/../../docs/errors.md" -Raw
    $common = [Management.Automation.PSCmdlet]::CommonParameters

    # Every example of every page, each in a session of its own, in a process whose questions are answered with yes.
    $ran = Join-Path $TestDrive 'examples.json'
    $child = Invoke-ChildPwsh -Option @() -StandardInput ("A`n" * 300) -Seconds 600 -Environment @{ XDG_DATA_HOME = "$TestDrive/data"; LOCALAPPDATA = "$TestDrive/data" } -Script @"
& '$PSScriptRoot/Examples.ps1' -Pages '$pages' -Folder '$TestDrive/run' -ResultPath '$ran'
"@
    $examples = if (Test-Path $ran) { @(Get-Content $ran -Raw | ConvertFrom-Json -AsHashtable) } else { throw "The examples did not come to their end: $($child.Text)" }
    $headers = @(Get-FormatData RecordingCmdlets.* | ForEach-Object FormatViewDefinition | ForEach-Object Control | Where-Object { $_ -is [Management.Automation.TableControl] } | ForEach-Object { (($_.Headers | ForEach-Object Label) -join ' ') })

    # What an example over many items may meet: an item that has none of it, or is not that far.
    $itemErrors = 'TranscriptMissing', 'TranscriptUntimed', 'TranscriptNotReady', 'MediaUnavailable', 'BotWaitTimeout', 'DeletionLimitReached'
}

AfterAll { Clear-RecordingSession }

Describe 'The help of <_>' -ForEach $commands {
    BeforeAll {
        $name = $_
        $command = Get-Command $name
        $help = Get-Help $name -Full
        $page = Get-Content -LiteralPath "$pages/$name.md" -Raw
        $own = @($command.Parameters.Values | Where-Object { $_.Name -notin $common })
    }

    It 'has a synopsis, a description, inputs, outputs and three examples' {
        $help.Synopsis | Should -Match '^\p{Lu}.*\.$'
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.inputTypes.inputType | Should -Not -BeNullOrEmpty
        @($help.returnValues.returnValue).Count | Should -Be @($command.OutputType).Count
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        foreach ($heading in '## Syntax', '## Description', '## Examples', '## Parameters', '## Inputs', '## Outputs') { $page | Should -Match "(?m)^$heading$" }
    }

    It 'has every parameter of the command and no other, with its text and as it binds' {
        @($help.parameters.parameter.name | Sort-Object) | Should -Be @($own.Name | Sort-Object)
        @([regex]::Matches($page, '(?m)^### -(\w+)') | ForEach-Object { $_.Groups[1].Value } | Sort-Object) | Should -Be @($own.Name | Sort-Object)
        @($help.syntax.syntaxItem).Count | Should -Be $command.ParameterSets.Count
        foreach ($parameter in $own) {
            $told = $help.parameters.parameter | Where-Object name -EQ $parameter.Name
            "$($told.description.Text)".Length | Should -BeGreaterThan 3 -Because "-$($parameter.Name)"
            $sets = @($parameter.ParameterSets.Values)
            ($told.required -eq 'true') | Should -Be ($sets.IsMandatory -contains $true) -Because "-$($parameter.Name)"
            ($told.pipelineInput -match 'ByValue') | Should -Be ($sets.ValueFromPipeline -contains $true) -Because "-$($parameter.Name)"
            ($told.pipelineInput -match 'ByPropertyName') | Should -Be ($sets.ValueFromPipelineByPropertyName -contains $true) -Because "-$($parameter.Name)"
            ($told.position -match '^\d+$') | Should -Be (@($sets | Where-Object Position -GE 0).Count -gt 0) -Because "-$($parameter.Name)"
            if ($parameter.Aliases) { foreach ($alias in $parameter.Aliases) { $told.aliases | Should -Match "\b$alias\b" } }
        }
    }

    It 'has the outputs that the command declares' {
        foreach ($type in $command.OutputType | Where-Object { $_.Type -and $_.Type -ne [void] }) {
            $page | Should -Match "(?s)## Outputs.*$([regex]::Escape($type.Name))"
            "$($help.returnValues.returnValue.type.name)" | Should -Match ([regex]::Escape($type.Name))
        }
    }

    It 'tells its errors in the words of the page about errors' {
        $rows = @([regex]::Matches(($page -split '(?m)^## Errors\r?$')[1], '(?m)^\| `(\w+)` \| (.+) \| (.+) \|\r?$'))
        foreach ($row in $rows) {
            $id, $meaning, $remedy = $row.Groups[1..3].Value.Replace('](../', '](')
            $source = @($errorPage -split '\r?\n' | Where-Object { $_.StartsWith("| ``$id`` | $meaning (") -and $_.EndsWith(" | $remedy |") })
            $source.Count | Should -Be 1 -Because $row.Value
            "$($help.alertSet.alert.Text)" | Should -Match "\b${id}: \S"
        }
        if ($command.Parameters.Keys -contains 'Provider' -and $name -notmatch 'Get-RecordingProvider|SandboxRequest') { $rows.Count | Should -BeGreaterThan 3 }
    }

    It 'has examples that run, and give what they say' {
        $mine = @($examples | Where-Object Command -EQ $name)
        $mine.Count | Should -Be @($help.examples.example).Count
        foreach ($example in $mine) {
            $because = "example $($example.Number) said [$($example.Said)] [$($example.Ended)] [$($example.Errors.Message)]"
            $first = ("$($example.Output)" -split '\r?\n')[0].TrimEnd()
            $wanted = if ($first -match '^[A-Z][a-z]+-\w+: (.+)$') { $Matches[1] }
            foreach ($failure in $example.Errors) {
                if ($wanted -and $failure.Message.StartsWith($wanted.Substring(0, [Math]::Min(60, $wanted.Length)))) { continue }
                $failure.Id | Should -BeIn $itemErrors -Because $because
            }
            if (-not $wanted -and $example.Ended) { $example.Ended | Should -BeNullOrEmpty -Because $because }
            if ($wanted -and $example.Errors.Count -eq 0) { "$name $($example.Number)" | Should -Be 'Resolve-RecordingAudit 3' -Because 'nothing had failed there' }
            if ($first -match '^What if: Performing the operation ("[^"]+")') { $child.Text | Should -Match ([regex]::Escape("Performing the operation $($Matches[1])")) -Because $because }
            elseif ($first -and -not $wanted -and $first -notmatch '^(VERBOSE|WARNING): |^    Directory: ' -and $example.Said.Trim()) {
                @($example.Said -split '\r?\n' | ForEach-Object TrimEnd) | Should -Contain $first -Because $because
            }
            if ($first -match '\S {2,}\S' -and $first -notmatch ': |\d|^Count') { ($first -replace ' +', ' ') | Should -BeIn ($headers | ForEach-Object { $_ -replace ' +', ' ' }) -Because $because }
        }
    }
}

Describe 'The page about errors' {
    It 'has no id that no command of the module and no part of the runner gives' {
        $runner = 'ConnectionsInvalid', 'SecretFileInvalid', 'SecretVariableMissing', 'VariableAmbiguous', 'VariableEmpty', 'VariableUnknown', 'LockUnavailable'
        $told = @(Get-ChildItem $pages -Filter *-*.md | ForEach-Object { [regex]::Matches(((Get-Content $_.FullName -Raw) -split '(?m)^## Errors\r?$')[1], '(?m)^\| `(\w+)` \|') } | ForEach-Object { $_.Groups[1].Value } | Sort-Object -Unique)
        $all = @([regex]::Matches($errorPage, '(?m)^\| `(\w+)` \|') | ForEach-Object { $_.Groups[1].Value })
        @($all | Where-Object { $_ -notin $told } | Sort-Object) | Should -Be @($runner | Sort-Object)
    }
}
