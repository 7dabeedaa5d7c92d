using System.Text;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Engine.Transcripts;

namespace RecordingCmdlets.Engine.Tests.Transcripts;

/// <summary>Transcripts as text and subtitles, and WebVTT as it is read.</summary>
public sealed class TranscriptWriterTests
{
    private static readonly RecordingReference Item = new("Recall", "Recall", RecordingKinds.BotMedia, "x");

    private static readonly TranscriptUtterance[] Meeting =
    [
        new() { Speaker = "Ana <Boss> & Co", Start = TimeSpan.FromSeconds(1.079), End = TimeSpan.FromSeconds(2.5), Text = "a --> b & <i>c</i>" },
        new() { Text = "Who?", Start = TimeSpan.FromHours(101), End = null },
        new() { Speaker = " ", Text = " ", Start = TimeSpan.FromSeconds(3) },
    ];

    [Fact]
    public void Text_has_a_line_for_each_time_somebody_spoke() =>
        Assert.Equal("Ana <Boss> & Co: a --> b & <i>c</i>\nWho?\n", Write(TranscriptFormat.Text, Meeting));

    [Fact]
    public void WebVTT_is_written_so_that_nothing_said_is_taken_for_a_tag_or_a_time() => Assert.Equal(
        """
        WEBVTT

        00:00:01.079 --> 00:00:02.500
        <v Ana &lt;Boss&gt; &amp; Co>a --&gt; b &amp; &lt;i&gt;c&lt;/i&gt;

        101:00:00.000 --> 101:00:03.000
        Who?

        """.ReplaceLineEndings("\n"),
        Write(TranscriptFormat.Vtt, Meeting));

    [Fact]
    public void SubRip_is_numbered_and_has_commas() => Assert.Equal(
        """
        1
        00:00:01,079 --> 00:00:02,500
        Ana <Boss> & Co: a -> b & <i>c</i>

        2
        101:00:00,000 --> 101:00:03,000
        Who?

        """.ReplaceLineEndings("\n"),
        Write(TranscriptFormat.Srt, Meeting));

    [Theory]
    [InlineData(TranscriptFormat.Vtt)]
    [InlineData(TranscriptFormat.Srt)]
    public void Subtitles_without_all_times_are_refused_and_text_is_not(TranscriptFormat format)
    {
        TranscriptUtterance[] some = [.. Meeting, new() { Text = "When?" }];

        Assert.Equal("TranscriptUntimed", Assert.Throws<TranscriptException>(() => Write(format, some)).ErrorId);
        Assert.EndsWith("When?\n", Write(TranscriptFormat.Text, some), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_come_in_order_whole_and_never_empty()
    {
        var ms = TimeSpan.TicksPerMillisecond;
        TranscriptUtterance Said(long start, long? end, string text) => new() { Start = new(start), End = end is { } e ? new(e) : null, Text = text };

        var read = Read(Write(TranscriptFormat.Vtt, Said(5 * ms, 4 * ms, "b"), Said((2 * ms) + 9, (3 * ms) + 1, "a"), Said(5 * ms, 5 * ms, "c"), Said(-ms, 0, "0")));

        Assert.Equal(["0", "a", "b", "c"], read.Select(u => u.Text));
        Assert.Equal([(0, ms), (2 * ms, 3 * ms), (5 * ms, 6 * ms), (5 * ms, 6 * ms)], read.Select(u => (u.Start!.Value.Ticks, u.End!.Value.Ticks)));
    }

    [Fact]
    public void What_is_written_as_WebVTT_is_read_as_the_same()
    {
        var said =
            from speaker in Gen.OneOf(Gen.Constant((string?)null), Hostile.Text.Select(t => (string?)t))
            from text in Hostile.Text
            from start in Gen.Choose(0, 500_000_000)
            from length in Gen.Choose(-5, 10_000)
            select new TranscriptUtterance { Speaker = speaker, Text = text, Start = TimeSpan.FromMilliseconds(start), End = TimeSpan.FromMilliseconds(start + length) };
        Properties.Hold(Gen.ArrayOf(said), meeting =>
        {
            var expected = meeting.Where(u => Norm(u.Text).Length > 0).OrderBy(u => u.Start)
                .Select(u => (Norm(u.Speaker), Norm(u.Text), u.Start, u.End > u.Start ? u.End : u.Start + TimeSpan.FromMilliseconds(1))).ToList();

            var read = Read(Write(TranscriptFormat.Vtt, meeting));

            Assert.Equal(expected, read.Select(u => (u.Speaker ?? "", u.Text, u.Start, u.End)));
        });
    }

    [Fact]
    public void SubRip_has_as_many_blocks_as_numbers_whatever_was_said() =>
        Properties.Hold(Gen.ArrayOf(Hostile.Text), texts =>
        {
            var written = Write(TranscriptFormat.Srt, [.. texts.Select((t, i) => new TranscriptUtterance { Text = t, Start = TimeSpan.FromSeconds(i) })]);
            var blocks = written.Length == 0 ? [] : written.TrimEnd('\n').Split("\n\n");

            Assert.Equal(texts.Count(t => Norm(PlainText.Of(t)).Length > 0), blocks.Length);
            Assert.All(blocks, (block, i) =>
            {
                var lines = block.Split('\n');
                Assert.Equal((3, $"{i + 1}"), (lines.Length, lines[0]));
                Assert.DoesNotContain("-->", lines[2], StringComparison.Ordinal);
            });
        });

    [Fact]
    public void Whatever_comes_is_read_or_refused_and_is_fit_to_be_shown() =>
        Properties.Hold(
            Gen.OneOf(Hostile.Bytes, Hostile.Text.Select(t => Encoding.UTF8.GetBytes($"WEBVTT\n\n{t}")), Hostile.Damage(Encoding.UTF8.GetBytes(Write(TranscriptFormat.Vtt, Meeting)))),
            bytes =>
            {
                try
                {
                    Assert.All(VttText.Read(bytes), u =>
                    {
                        Assert.True(Hostile.IsPlain(u.Text) && Hostile.IsPlain(u.Speaker ?? ""));
                        Assert.True(u.End >= u.Start);
                    });
                }
                catch (FormatException)
                {
                    Assert.False(Encoding.UTF8.GetString(bytes).TrimStart('\ufeff').StartsWith("WEBVTT", StringComparison.Ordinal));
                }
            });

    [Theory]
    [InlineData("WEBVTT - title\r\n\r\nNOTE a --> b\nx\n\nSTYLE\n::cue {}\n\n1\n00:01.000 --> 00:02.500 align:start\nHi\nthere", "|Hi there|1000|2500")]
    [InlineData("WEBVTT\n\n7 \"Bo Lind\" (4711)\n00:00:01.000 --> 00:00:02.000\nHi", "Bo Lind|Hi|1000|2000")]
    [InlineData("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v.loud Ana>One</v> <00:00:01.500><c.x>two</c>\n<v Bo>Three", "Ana|One two|1000|2000;Bo|Three|1000|2000")]
    [InlineData("WEBVTT\n\n00:00:01.000-->00:00:02.000\n&lt;v x&gt; &amp;amp; &nbsp;y", "|<v x> &amp; y|1000|2000")]
    [InlineData("WEBVTT\n\n00:00:02.000 --> 00:00:01.000\nbackwards\n\n00:61.000 --> 01:02.000\nno minute\n\n1:2:3 --> 4\nno time\n\n00:00:01,000 --> 00:00:02,000\ncommas", "")]
    [InlineData("WEBVTT\n\nWEBVTT\n\n00:01.000 --> 00:02.000\nsecond file", "|second file|1000|2000")]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000\ncut <v Bo", "|cut|1000|2000")]
    public void WebVTT_is_read_as_players_read_it(string file, string expected) =>
        Assert.Equal(expected, string.Join(';', Read(file).Select(u => $"{u.Speaker}|{u.Text}|{u.Start!.Value.TotalMilliseconds}|{u.End!.Value.TotalMilliseconds}")));

    [Fact]
    public void Several_transcripts_are_one_in_the_same_form()
    {
        ServiceTranscript Part(string text, string extension) => new(Encoding.UTF8.GetBytes(text), extension, [new() { Text = text }]);
        string Joined(string extension, params string[] texts) => Encoding.UTF8.GetString(ServiceTranscript.Join([.. texts.Select(t => Part(t, extension))]).Bytes.Span);

        Assert.Equal("[1,[2],3]", Joined(".json", " [1,[2]]\n", "[ ]", "[3]"));
        Assert.Equal(" [1]\n", Joined(".json", " [1]\n"));
        Assert.Equal("a\n\nb", Joined(".txt", "a", "b"));
    }

    // Half of a surrogate pair is written as another character.
    private static string Norm(string? text) => string.Join(' ', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? "")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Write(TranscriptFormat format, params TranscriptUtterance[] said) =>
        TranscriptWriter.Write(new RecordingTranscript { Reference = Item, Utterances = said }, format);

    private static IReadOnlyList<TranscriptUtterance> Read(string file) => VttText.Read(Encoding.UTF8.GetBytes(file));
}
