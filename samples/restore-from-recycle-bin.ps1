# Brings Webex recordings back from the recycle bin, by title. Try it with -WhatIf first.
[CmdletBinding(SupportsShouldProcess)]
param([Parameter(Mandatory)] [string] $Title)
$ErrorActionPreference = 'Stop'

Get-Recording -Provider Webex -Status deleted -Title $Title |
    Restore-Recording -Confirm:$false -PassThru -ErrorAction Continue -ErrorVariable failed

exit ($failed ? 3 : 0)
