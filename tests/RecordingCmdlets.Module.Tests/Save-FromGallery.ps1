# Publishes a package to a gallery that is a folder, finds and saves it from there as anybody would, and imports what was saved.
param(
    [Parameter(Mandatory)] [string] $Package,
    [Parameter(Mandatory)] [string] $Folder
)
$ErrorActionPreference = 'Stop'
$repository = "RecordingCmdlets-$([guid]::NewGuid().ToString('N'))"
$gallery = New-Item -ItemType Directory (Join-Path $Folder 'gallery')
$saved = New-Item -ItemType Directory (Join-Path $Folder 'saved')
Register-PSResourceRepository -Name $repository -Uri $gallery.FullName -Trusted
try {
    Publish-PSResource -NupkgPath $Package -Repository $repository
    $found = Find-PSResource -Name RecordingCmdlets -Repository $repository
    Save-PSResource -Name RecordingCmdlets -Repository $repository -Path $saved.FullName
}
finally {
    Unregister-PSResourceRepository -Name $repository
}

$env:PSModulePath = $saved.FullName
Import-Module RecordingCmdlets
$module = Get-Module RecordingCmdlets
if (-not $module.ModuleBase.StartsWith($saved.FullName)) { throw "What was imported lies in $($module.ModuleBase)." }
"$($found.Type) $($found.Name) $($found.Version), needs $(@($found.Dependencies).Count), has $($module.ExportedCmdlets.Count)"
