using System.Globalization;
using RecordingCmdlets.Engine.Policy;

namespace RecordingCmdlets.Engine.Tests.Policies;

/// <summary>PowerShell data files, read without PowerShell: the same as PowerShell reads, or nothing.</summary>
public sealed class DataFileTests
{
    [Theory]
    [InlineData("@{}", "{}")]
    [InlineData("\n# comment\n<# more\n of it #> @{ } # end\n", "{}")]
    [InlineData("@{ a = 'x'; b = \"y\"\nc = 5 ;; \n\n d=0.25;}", "{a:'x',b:'y',c:5,d:0.25}")]
    [InlineData("@{ A_1 = $true; b = $FALSE; c = $null }", "{A_1:true,b:false,c:null}")]
    [InlineData("@{ 'a b' = 1; \"$schema\" = 2 }", null)]
    [InlineData("@{ 'a b' = 1; '$schema' = 2; \"`$x\" = 3 }", "{a b:1,$schema:2,$x:3}")]
    [InlineData("@{ a = 'it''s'; b = \"say \"\"yes\"\"\"; c = \"`\"q`\" `$5 ``\" }", "{a:'it's',b:'say \"yes\"',c:'\"q\" $5 `'}")]
    [InlineData("@{ a = '$(x) `n $y' }", "{a:'$(x) `n $y'}")]
    [InlineData("@{ a = 'x', 'y',\n 'z' }", "{a:['x','y','z']}")]
    [InlineData("@{ a = @('x'\n'y'; 'z', 'u'\n) }", "{a:['x','y','z','u']}")]
    [InlineData("@{ a = @(); b = @('x'); c = @(@('x', 'y')); d = @(@('x'), @('y')) }", "{a:[],b:['x'],c:['x','y'],d:[['x'],['y']]}")]
    [InlineData("@{ a = @(@{ b = 1 }, @{ b = 2 }) }", "{a:[{b:1},{b:2}]}")]
    [InlineData("@{ a = @'\nx'y\n$z\n'@\nb = @\"\n\"q\" `$5\n\"@ }", "{a:'x'y|$z',b:'\"q\" $5'}")]
    [InlineData("@{ a = @'\r\nx\r\ny\r\n'@; b = @'\n'@ }", "{a:'x|y',b:''}")]
    [InlineData("@{\r\n  a =\r\n    'x' <# why #>\r\n}", "{a:'x'}")]
    // Other than constants.
    [InlineData("", null)]
    [InlineData("'x'", null)]
    [InlineData("@{ a = 1 } @{ }", null)]
    [InlineData("@{ a = 1 } | x", null)]
    [InlineData("@{ a = 1", null)]
    [InlineData("@{ a = }", null)]
    [InlineData("@{ a }", null)]
    [InlineData("@{ a = 1 b = 2 }", null)]
    [InlineData("@{ a = 1, }", null)]
    [InlineData("@{ a = delete }", null)]
    [InlineData("@{ a = $x }", null)]
    [InlineData("@{ a = $env:x }", null)]
    [InlineData("@{ a = $true.x }", null)]
    [InlineData("@{ a = \"$x\" }", null)]
    [InlineData("@{ a = \"$(x)\" }", null)]
    [InlineData("@{ a = \"`u{1f600}\" }", null)]
    [InlineData("@{ a = $(x) }", null)]
    [InlineData("@{ a = (x) }", null)]
    [InlineData("@{ a = & { x } }", null)]
    [InlineData("@{ a = [int]1 }", null)]
    [InlineData("@{ a = 'x' + 'y' }", null)]
    [InlineData("@{ a = 'x'.Length }", null)]
    [InlineData("@{ a = 'x'-f 1 }", null)]
    [InlineData("@{ a = @(1)[0] }", null)]
    [InlineData("@{ a = 1kb }", null)]
    [InlineData("@{ a = 0x10 }", null)]
    [InlineData("@{ a = 1e3 }", null)]
    [InlineData("@{ a = 1..3 }", null)]
    [InlineData("@{ a = -1 }", null)]
    [InlineData("@{ a = ,1 }", null)]
    [InlineData("@{ a = { x } }", null)]
    [InlineData("@{ a = @('x' 'y') }", null)]
    [InlineData("@{ a = 'x", null)]
    [InlineData("@{ a = @'\nx '@ }", null)]
    [InlineData("@{ a = @' x\n'@ }", null)]
    [InlineData("@{ a = 1 <# ", null)]
    // PowerShell takes these for quotes.
    [InlineData("@{ a = 'it\u2019s' }", null)]
    [InlineData("@{ a = \u2018x\u2019 }", null)]
    [InlineData("@{ a = \"x\u201d }", null)]
    [InlineData("@{ a = @'\nx\n\u2019@\n'@ }", null)]
    [InlineData("@{ a = 'x\u201dy'; b = \"it\u2019s\" }", "{a:'x\u201dy',b:'it\u2019s'}")]
    public void It_is_read_as_constants_or_not_at_all(string text, string? expected)
    {
        if (expected is null) Assert.Throws<PolicySyntaxException>(() => DataFileReader.Read(text));
        else Assert.Equal(expected, Show(DataFileReader.Read(text)));
    }

    [Theory]
    [InlineData("@{\n  a = 'x'\n  b = oops\n}", 3, 7)]
    [InlineData("@{ a = 1 b = 2 }", 1, 10)]
    [InlineData("@{\n a = 'x\n", 2, 6)]
    [InlineData("@{ a = @(\n", 2, 1)]
    [InlineData("@{ a = $x }", 1, 8)]
    public void What_is_not_read_is_told_with_its_place(string text, int line, int column)
    {
        var fault = Assert.Throws<PolicySyntaxException>(() => DataFileReader.Read(text));
        Assert.Equal(new PolicyPlace(line, column), fault.At);
    }

    [Theory]
    [InlineData("@{a=", "}")]
    [InlineData("@(", ")")]
    public void What_is_nested_without_end_is_refused(string open, string close)
    {
        string Nest(int depth) => "@{ a = " + string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth)) + " }";

        _ = DataFileReader.Read(Nest(30));
        Assert.Contains("too deeply", Assert.Throws<PolicySyntaxException>(() => DataFileReader.Read(Nest(100_000))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_file_says_what_the_same_JSON_says()
    {
        using var desk = new PolicyDesk();
        var json = desk.Read("""
            { "format": "recordingcmdlets-policy/1", "name": "Calls", "fuse": { "maximum": 50 }, "rules": [
              { "name": "legal", "titles": ["legal*", "board"], "action": "keep" },
              { "name": "rest", "providers": ["Telnyx"], "olderThan": "30d", "backup": { "path": "saved" }, "action": "delete", "fuse": { "maximumShare": 0.5 } } ] }
            """, "policy.json");
        var data = desk.Read("""
            # The calls of the whole company.
            @{
                Format = 'recordingcmdlets-policy/1'
                Name   = "Calls"
                Fuse   = @{ Maximum = 50 }
                Rules  = @(
                    @{ Name = 'legal'; Titles = 'legal*', 'board'; Action = 'Keep' }
                    @{ Name = 'rest'; Providers = 'telnyx'; OlderThan = '30d'; Backup = @{ Path = 'saved' }; Action = 'delete'; Fuse = @{ MaximumShare = 0.5 } }
                )
            }
            """, "policy.psd1");

        Assert.Equal(PolicyWords.Explain(json), PolicyWords.Explain(data));
        Assert.Equal(json.Rules[1].Fuse, data.Rules[1].Fuse);
        Assert.Equal("Telnyx", data.Rules[1].Providers[0]);
    }

    private static string Show(PolicyNode node) => node switch
    {
        PolicyObject o => $"{{{string.Join(',', o.Members.Select(m => $"{m.Name}:{Show(m.Value)}"))}}}",
        PolicyList l => $"[{string.Join(',', l.Items.Select(Show))}]",
        PolicyText t => $"'{t.Value.ReplaceLineEndings("|")}'",
        PolicyNumber n => n.Value.ToString(CultureInfo.InvariantCulture),
        PolicyFlag f => f.Value ? "true" : "false",
        _ => "null",
    };
}
