namespace RecordingCmdlets.Engine.Tests.FaultMatrix;

/// <summary>The matrix: every fault, at every service, in every stage of a run. Classes, so that the stages run side by side.</summary>
public sealed class FaultMatrixTests
{
    /// <summary>What every service must have been asked to remove while the removal or its proof met a fault.</summary>
    private const int Least = 2000;

    [Fact]
    public void Every_service_removes_thousands_under_faults()
    {
        var sums = FaultCells.All.Where(cell => cell.Stage != Stage.Listing).GroupBy(cell => cell.Column.Provider).ToDictionary(group => group.Key, group => group.Sum(cell => cell.Row.Items));

        Assert.Equal(["Attendee", "Recall", "Telnyx", "Vonage", "Webex"], sums.Keys.Order(StringComparer.Ordinal));
        Assert.All(sums.Values, sum => Assert.InRange(sum, Least, int.MaxValue));
    }

    [Fact]
    public void The_names_of_rows_and_columns_tell_them_apart()
    {
        Assert.Distinct(FaultRow.All.Select(row => row.Name));
        Assert.Distinct(FaultColumn.All.Select(column => column.Name));
    }
}

/// <summary>Faults in listings, before a removal that meets none.</summary>
public sealed class FaultsInListingsTests
{
    public static TheoryData<string, string> Cells => FaultCells.Of(Stage.Listing);

    [Theory]
    [MemberData(nameof(Cells))]
    public Task A_listing_is_whole_or_fails_aloud(string fault, string service) => FaultCells.RunAsync(fault, service, Stage.Listing);
}

/// <summary>Faults in the requests that remove.</summary>
public sealed class FaultsInRemovalsTests
{
    public static TheoryData<string, string> Cells => FaultCells.Of(Stage.Removing);

    [Theory]
    [MemberData(nameof(Cells))]
    public Task A_removal_is_told_as_it_was(string fault, string service) => FaultCells.RunAsync(fault, service, Stage.Removing);
}

/// <summary>Faults in the looks and closing listings that are to prove a removal.</summary>
public sealed class FaultsInProofsTests
{
    public static TheoryData<string, string> Cells => FaultCells.Of(Stage.Proving);

    [Theory]
    [MemberData(nameof(Cells))]
    public Task A_proof_is_one_or_none_is_claimed(string fault, string service) => FaultCells.RunAsync(fault, service, Stage.Proving);
}

/// <summary>The cells that there are.</summary>
internal static class FaultCells
{
    public static IEnumerable<(FaultRow Row, FaultColumn Column, Stage Stage)> All =>
        from row in FaultRow.All
        from column in FaultColumn.All
        where row.Columns(column)
        from stage in (Stage[])[Stage.Listing, Stage.Removing, Stage.Proving]
        where row.Stages.HasFlag(stage)
        select (row, column, stage);

    public static TheoryData<string, string> Of(Stage stage) => new(All.Where(cell => cell.Stage == stage).Select(cell => (cell.Row.Name, cell.Column.Name)));

    public static Task RunAsync(string row, string column, Stage stage) =>
        FaultCell.RunAsync(FaultRow.All.Single(r => r.Name == row), FaultColumn.All.Single(c => c.Name == column), stage);
}
