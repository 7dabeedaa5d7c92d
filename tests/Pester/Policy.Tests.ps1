BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1"

    <# What is said of a policy text. #>
    function Test-PolicyText {
        param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text, [string] $Name = 'policy.json')
        $file = Join-Path $TestDrive $Name
        Set-Content -LiteralPath $file -Value $Text -Encoding utf8NoBOM -NoNewline
        Test-RecordingRetentionPolicy $file
    }

    <# A policy of one rule. #>
    function Get-PolicyText { param([Parameter(Mandatory)] [string] $Rule) "{ `"format`": `"recordingcmdlets-policy/1`", `"rules`": [ $Rule ] }" }
}

Describe 'Test-RecordingRetentionPolicy' {
    It 'says what a policy does' {
        $report = Test-PolicyText (Get-PolicyText '{ "name": "sales", "providers": "Telnyx", "titles": "sales*", "olderThan": "90d", "action": "delete" }')
        $report | Should -BeOfType RecordingCmdlets.RetentionPolicyReport
        $report.IsValid | Should -BeTrue
        $report.Problems.Count | Should -Be 0
        $report.Policy.Rules[0].OlderThan | Should -Be ([timespan]'90.00:00:00')
        $report.Explanation[1] | Should -BeExactly "Rule 1 'sales' deletes for good recordings of Telnyx that have a title like 'sales*' and are older than 90 days."
        $shown = $report | Out-String -Width 200
        $shown | Should -Match 'deletes for good'
        $shown | Should -Not -Match 'Problems'
    }

    It 'tells everything that is wrong, with its place, and is no error by that' {
        $report = Test-PolicyText (Get-PolicyText '{ "name": "a", "olderthan": "90d", "action": "delete" }') -ErrorVariable failed
        $failed.Count | Should -Be 0
        $report.IsValid | Should -BeFalse
        $report.Policy | Should -BeNullOrEmpty
        @($report.Problems.Location) | Should -Be @('rules[0].olderthan')
        $report.Problems[0].Message | Should -Match "Did you mean 'olderThan'\?"
        $report | Out-String -Width 200 | Should -Match 'line 1, column \d+: .*olderThan'
    }

    It 'takes files from a pipe and with wildcards, and names one that is not there' {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'many')
        foreach ($name in 'a.json', 'b[1].json', 'c.json') { Get-PolicyText '{ "name": "a", "action": "keep" }' | Set-Content -LiteralPath (Join-Path $folder $name) }
        @(Get-ChildItem $folder | Test-RecordingRetentionPolicy).IsValid | Should -Be @($true, $true, $true)
        @(Test-RecordingRetentionPolicy "$folder/*.json").Count | Should -Be 3
        @('a.json', 'missing.json', 'c.json' | ForEach-Object { Join-Path $folder $_ } | Test-RecordingRetentionPolicy -ErrorAction SilentlyContinue -ErrorVariable failed).Count | Should -Be 2
        $failed.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -Match '^PolicyUnreadable,'
        { Test-RecordingRetentionPolicy "$folder/*.none" -ErrorAction Stop } | Should -Throw -ErrorId 'PolicyUnreadable,*'
        Push-Location $folder
        try { (Test-RecordingRetentionPolicy ./a.json).Path | Should -Be (Join-Path $folder 'a.json') } finally { Pop-Location }
    }

    It 'asks no service' {
        $null = Start-RecordingSandbox
        try {
            $null = Test-PolicyText (Get-PolicyText '{ "name": "a", "olderThan": "1d", "action": "delete" }')
            @(Get-RecordingSandboxRequest).Count | Should -Be 0
        } finally { Clear-RecordingSession }
    }
}

Describe 'The samples' {
    It 'are sound' {
        $samples = @(Get-ChildItem "$PSScriptRoot/../../samples/policies")
        $samples.Count | Should -BeGreaterOrEqual 3
        $samples | Test-RecordingRetentionPolicy | ForEach-Object { $_.IsValid | Should -BeTrue -Because $_.Path }
    }

    It 'lead editors to the schema, which the module has' {
        Join-Path (Get-Command Test-RecordingRetentionPolicy).Module.ModuleBase 'module/recording-retention.schema.json' | Should -Exist
        foreach ($sample in Get-ChildItem "$PSScriptRoot/../../samples/policies" -Filter *.json) { Join-Path $sample.DirectoryName (Get-Content $sample -Raw | ConvertFrom-Json).'$schema' | Should -Exist }
    }
}

Describe 'A data file' {
    It 'says what PowerShell reads in it: <_>' -ForEach @(
        "@{ Format = 'recordingcmdlets-policy/1'; Rules = @(@{ Name = 'a'; Action = 'keep' }) }"
        "# c`n<# more #>`n@{`n  format = `"recordingcmdlets-policy/1`"`n  rules = @(`n @{ name = 'a' ; action = 'keep'; titles = 'it''s', `"q`"`"q`" }`n`n @{ name = 'b'; action = 'delete'; olderThan = '30d'; fuse = @{ maximum = 5; maximumShare = 0.25 } }`n)`n} # end"
        "@{ 'format' = 'recordingcmdlets-policy/1'; '`$schema' = 'x'; `"rules`" = @(@{ name = `"5 ```$ ```` ```" x`"; action = 'keep' }) }"
        "@{ format = 'recordingcmdlets-policy/1'; rules = @(@(@{ name = 'a'; action = 'keep'; titles = @('x'; 'y', 'z') }, @{ name = 'b'; action = 'keep'; titles = @(@('u', 'v')) })) }"
        "@{ format = 'recordingcmdlets-policy/1'; rules = @{ name = 'a'; action = 'keep'; titles = 'x' }, @{ name = 'b'; action = 'delete'; olderThan = '1d'; providers = 'Recall'; kinds = 'BotMedia'; keepIf = @{ actionItems = `$TRUE } } }"
        "@{ format = 'recordingcmdlets-policy/1'; name = @'`nit's `$5 ``n`n'@; rules = @(@{ name = @`"`n`"q`" ```$5`n`"@; action = 'keep' }) }"
        "@{ format = 'recordingcmdlets-policy/1'; rules = @(@{ name = 'x$([char]0x201d)y'; action = 'keep'; titles = `"it$([char]0x2019)s`" }) }"
        "@{`r`n format =`r`n 'recordingcmdlets-policy/1'`r`n rules = @(@{ name = 'a'; action = 'keep'; titles = 'x',`r`n 'y' })`r`n}"
        "@{ format = 'recordingcmdlets-policy/1'; ;; rules = @(; @{ name = 'process'; action = 'keep'; providers = 'Recall'; metadata = @{ if = '*' } };) }"
    ) {
        $file = Join-Path $TestDrive 'policy.psd1'
        Set-Content -LiteralPath $file -Value $_ -Encoding utf8NoBOM -NoNewline
        $own = Test-RecordingRetentionPolicy $file
        $own.Problems | Should -BeNullOrEmpty
        # Keys are free with case in a data file, and in JSON as the schema has them.
        $json = (Import-PowerShellDataFile $file | ConvertTo-Json -Depth 20) -creplace '"([A-Z])(\w*)":', { "`"$($_.Groups[1].Value.ToLowerInvariant())$($_.Groups[2].Value)`":" }
        $theirs = Test-PolicyText $json
        $theirs.Problems | Should -BeNullOrEmpty -Because $json
        $own.Explanation | Should -Be $theirs.Explanation
        ($own.Policy.Rules | ConvertTo-Json -Depth 5) | Should -Be ($theirs.Policy.Rules | ConvertTo-Json -Depth 5)
    }

    It 'runs nothing, and is refused with the place: <_>' -ForEach @(
        '@{ format = "$(New-Item $env:RECORDING_TEST_MARK)" }'
        '@{ format = $(New-Item $env:RECORDING_TEST_MARK) }'
        '@{ format = (New-Item $env:RECORDING_TEST_MARK) }'
        '@{ format = & { New-Item $env:RECORDING_TEST_MARK } }'
        'New-Item $env:RECORDING_TEST_MARK; @{ format = 1 }'
        '@{ format = 1 }; New-Item $env:RECORDING_TEST_MARK'
        '@{ format = $env:HOME }'
        '@{ format = [System.IO.File]::Create($env:RECORDING_TEST_MARK) }'
    ) {
        $env:RECORDING_TEST_MARK = Join-Path $TestDrive 'mark'
        try {
            $report = Test-PolicyText $_ -Name 'policy.psd1'
            $report.IsValid | Should -BeFalse
            $report.Problems[0].Column | Should -BeGreaterThan 0
            $env:RECORDING_TEST_MARK | Should -Not -Exist
        } finally { $env:RECORDING_TEST_MARK = $null }
    }
}
