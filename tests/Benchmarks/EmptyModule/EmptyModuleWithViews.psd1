@{
    RootModule           = 'EmptyModule.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '0c8d7e62-2f2b-4b7e-8f7c-5b9a1f1c6d52'
    CompatiblePSEditions = 'Core'
    PowerShellVersion    = '7.4'
    FormatsToProcess     = @('EmptyModule.Format.ps1xml')
    TypesToProcess       = @('EmptyModule.Types.ps1xml')
    FunctionsToExport    = @()
    CmdletsToExport      = @('Get-Nothing')
    VariablesToExport    = @()
    AliasesToExport      = @()
}
