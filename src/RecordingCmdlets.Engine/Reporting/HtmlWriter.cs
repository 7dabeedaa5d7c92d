using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace RecordingCmdlets.Engine.Reporting;

/// <summary>
/// Writes HTML from interpolated strings: what stands in the code is markup, and what stands in a hole is text, always. There is
/// no way to write a value as markup, so none can be forgotten.
/// </summary>
internal sealed class HtmlWriter(TextWriter writer)
{
    // Letters of every script as they are, so that the source can be read; never what means something in markup.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder pending = new();

    /// <summary>Writes a line of markup with values in it.</summary>
    public void Line([InterpolatedStringHandlerArgument("")] ref Fragment fragment)
    {
        Write(ref fragment);
        writer.Write('\n');
    }

    /// <summary>Writes markup with values in it.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] ref Fragment fragment)
    {
        _ = fragment;
        writer.Write(pending);
        pending.Clear();
    }

    /// <summary>Writes a style or a script of this module's own, as it is: its hash is in the policy of the page.</summary>
    public void Own(string text) => writer.Write(text);

    /// <summary>A string under way.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Fragment
    {
        private readonly StringBuilder pending;

        public Fragment(int literalLength, int formattedCount, HtmlWriter html)
        {
            _ = (literalLength, formattedCount);
            pending = html.pending;
        }

        public void AppendLiteral(string markup) => pending.Append(markup);

        public void AppendFormatted(string? text) => pending.Append(Encoder.Encode(PlainText.Of(text)));

        public void AppendFormatted(long number) => AppendFormatted(ReportWords.Number(number));

        /// <summary>A length or place in a drawing.</summary>
        public void AppendFormatted(double number) => AppendFormatted(number.ToString("0.###", CultureInfo.InvariantCulture));
    }
}
