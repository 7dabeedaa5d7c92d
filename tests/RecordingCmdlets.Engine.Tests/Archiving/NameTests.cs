using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Archiving;
using RecordingCmdlets.Engine.Storage;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Archiving;

/// <summary>Names of files: what services and people write into titles must not decide where a file goes.</summary>
public sealed class NameTests
{
    private const string Id = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    [Fact]
    public void Whatever_a_title_holds_the_name_is_one_that_every_system_takes()
    {
        var template = NameTemplate.Parse(ArchiveOptions.DefaultName);
        Properties.Hold(
            from title in Hostile.Text from owner in Hostile.Text select (title, owner),
            item =>
            {
                var name = template.Fill(Given.Recording(Id, item.title, item.owner, Given.Moment("2026-01-05T09:02:00Z")));

                Assert.StartsWith("Testing/2026/2026-01-05 ", name, StringComparison.Ordinal);
                Assert.EndsWith(Id, name, StringComparison.Ordinal);
                AssertSound(name, folders: 2);
            });
    }

    [Fact]
    public void So_is_one_that_consists_of_nothing_but_what_others_wrote()
    {
        var template = NameTemplate.Parse("{Title}/{Owner}/{Title}{Id}{Owner}");
        Properties.Hold(
            from title in Hostile.Text from owner in Hostile.Text select (title, owner),
            item => AssertSound(template.Fill(Given.Recording(Id, item.title, item.owner)), folders: 2));
    }

    [Fact]
    public void A_hostile_name_stays_below_the_folder()
    {
        using var folder = new TempFolder();
        var archive = new ArchiveFolder(folder.File("a"));
        var template = NameTemplate.Parse("{Title}/{Owner}/{Id}");
        Properties.Hold(
            from title in Hostile.Text from owner in Hostile.Text select (title, owner),
            item => Assert.StartsWith(archive.Root + Path.DirectorySeparatorChar, archive.Full(template.Fill(Given.Recording(Id, item.title, item.owner))), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../../etc/passwd", "__.._etc_passwd")]
    [InlineData("CON", "_CON")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("COM1 .x", "_COM1 .x")]
    [InlineData("LPT³", "_LPT³")]
    [InlineData("conin$", "_conin$")]
    [InlineData("COMET", "COMET")]
    [InlineData("a. . ", "a")]
    [InlineData("...", "_")]
    [InlineData("", "_")]
    [InlineData("-rf", "_rf")]
    [InlineData("a:b|c?d*e<f>g\"h\\i", "a_b_c_d_e_f_g_h_i")]
    [InlineData("e\u0301", "é")]
    [InlineData("x\u202egnp.exe", "x_gnp.exe")]
    [InlineData("a\u00a0b", "a_b")]
    [InlineData("a\u200bb", "a_b")]
    public void What_cannot_be_a_name_is_made_one(string text, string name) => Assert.Equal(name, SafeName.Whole(text));

    [Fact]
    public void Half_a_letter_is_none() => Assert.Equal("a_b", SafeName.Whole("a\ud800b"));

    [Fact]
    public void A_long_title_gives_way_and_the_id_does_not()
    {
        var name = NameTemplate.Parse("{Created:yyyy} {Title} {Owner} {Id}").Fill(Given.Recording(Id, new string('ä', 500), "ana@example.com", Given.Moment("2026-01-05T09:02:00Z")));

        Assert.Matches($"^2026 ä+ ana@example.com {Id}\\z", name);
        Assert.InRange(SafeName.Bytes(name), SafeName.LongestName - 3, SafeName.LongestName);
    }

    [Fact]
    public void No_letter_is_torn_apart() => Assert.Equal("👩‍👩‍👧", SafeName.Cut("👩‍👩‍👧👩‍👩‍👧", 30));

    [Theory]
    [InlineData("{Title}")]
    [InlineData("{Identity}")]
    [InlineData("{Id")]
    [InlineData("Id}")]
    [InlineData("")]
    [InlineData("/{Id}")]
    [InlineData("a//{Id}")]
    [InlineData("../{Id}")]
    [InlineData(". /{Id}")]
    [InlineData("{Id}/..")]
    [InlineData("{Id:x}")]
    [InlineData("{Created:d}{Id}")]
    [InlineData("{Created:yyyy'}{Id}")]
    [InlineData("a/b/c/d/e/f/g/h/i/{Id}")]
    public void What_is_no_template_is_refused(string template) =>
        Assert.Equal("NameTemplateInvalid", Assert.Throws<RecordingArgumentException>(() => NameTemplate.Parse(template)).ErrorId);

    [Fact]
    public void Every_placeholder_is_filled_in_whatever_its_case()
    {
        var item = Given.Recording("r1", "Weekly", "ana", Given.Moment("2026-01-05T23:02:00-05:00"));

        Assert.Equal("Testing Testing Recording r1 Weekly ana 2026-01-06 04", NameTemplate.Parse("{provider} {Connection} {KIND} {Id} {Title} {Owner} {Created} {Created:HH}").Fill(item));
        Assert.Equal("Testing/undated/undated untitled r1", NameTemplate.Parse(ArchiveOptions.DefaultName).Fill(Given.Recording()));
    }

    [Fact]
    public void A_date_is_written_the_same_in_every_country()
    {
        using var _ = new CultureScope("ar-SA");

        Assert.Equal("2026-01-05 r1", NameTemplate.Parse("{Created} {Id}").Fill(Given.Recording(created: Given.Moment("2026-01-05T09:02:00Z"))));
    }

    [Fact]
    public void An_extension_is_a_few_plain_letters_or_bin()
    {
        Assert.Equal(["mp4", "mp4", "bin", "bin", "bin", "bin"], ((string?[])["mp4", ".MP4", null, "m/p", "../x", "abcdefghi"]).Select(SafeName.Extension));
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData(".JSONL")]
    [InlineData("part")]
    [InlineData("tag")]
    public void What_a_service_gives_cannot_pass_for_a_manifest_or_for_a_file_on_its_way(string extension) => Assert.Equal("bin", SafeName.Extension(extension));

    private static void AssertSound(string path, int folders)
    {
        var names = path.Split('/');
        Assert.Equal(folders + 1, names.Length);
        Assert.All(names, name =>
        {
            Assert.NotEmpty(name);
            Assert.True(Encoding.UTF8.GetByteCount(name) <= SafeName.LongestName + 8, name);
            Assert.DoesNotContain(name, c => char.IsControl(c) || "<>:\"/\\|?*".Contains(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            Assert.True(name.IsNormalized(NormalizationForm.FormC) && name == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)));
            Assert.False(name[0] is ' ' or '.' or '-' || name[^1] is ' ' or '.', $"'{name}'");
            Assert.DoesNotMatch(@"(?i)^(con|prn|aux|nul|(com|lpt)[0-9¹²³])\s*(\.|\z)", name);
        });
    }
}
