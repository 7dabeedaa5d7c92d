using System.Globalization;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Reporting;

/// <summary>
/// All items as a table for spreadsheets, where the page has no room for them. Its column Decision never says remove: a report
/// is no list of what goes, and the commands that delete refuse its rows.
/// </summary>
internal sealed class ReportTable(ReplacedFile file)
{
    private const string Columns = "Decision,Provider,Connection,Kind,Id,Owner,Site,Title,Created,Duration,SizeBytes,Status,Why,Hold";

    /// <summary>What such a table begins with.</summary>
    public static string Head => Columns + "\r\n";

    public static string PathFor(string report) => System.IO.Path.ChangeExtension(report, ".csv");

    public void Begin()
    {
        // Without the mark a spreadsheet takes the letters for those of its own country.
        file.Writer.Write('\uFEFF');
        file.Writer.Write(Head);
    }

    public void Add(ReportRow row)
    {
        string?[] cells =
        [
            row.Decision, row.Reference.Provider, row.Reference.Connection, row.Reference.Kind, row.Reference.Id, row.Owner ?? row.Reference.Owner, row.Reference.Site, row.Title,
            row.CreatedAt is { } created ? ReportWords.Iso(created) : null,
            row.Duration?.ToString("c", CultureInfo.InvariantCulture),
            row.SizeBytes?.ToString(CultureInfo.InvariantCulture),
            row.Status, row.Why, ReportWords.Held(row),
        ];
        file.Writer.Write(string.Join(',', cells.Select(PlanTable.Cell)));
        file.Writer.Write("\r\n");
    }
}
