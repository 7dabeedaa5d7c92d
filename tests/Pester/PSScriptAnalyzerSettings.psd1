@{
    Severity     = @('Error', 'Warning', 'ParseError')
    ExcludeRules = @(
        # Variables of a BeforeAll or BeforeEach are read in other blocks of the same file, which the rule does not see.
        'PSUseDeclaredVarsMoreThanAssignments'
        # A parameter of a script block that Pester or a job fills in is read where the rule does not look.
        'PSReviewUnusedParameter'
    )
}
