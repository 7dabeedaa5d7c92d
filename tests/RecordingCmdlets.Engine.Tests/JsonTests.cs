using System.Text;
using System.Text.Json;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class JsonTests
{
    private const string Full = """
        {"data":[{"id":"a\u0041","status":"completed","from":"+1","to":"+2","created_at":"2026-01-02T03:04:05.678Z","duration_millis":1500,
        "download_urls":{"mp3":"https://x/y?sig=1"},"n":9007199254740993,"list":[1,2.5,"x",null,true,{"y":[]}]},{"id":"b"},{"status":"no id"}],
        "meta":{"total_pages":7,"page_number":1}}
        """;

    [Fact]
    public void A_page_gives_its_records_its_count_and_its_pages()
    {
        var page = Read(Full);
        Assert.Equal(["aA", "b"], page.Items.Select(i => i.Id));
        Assert.Equal(3, page.Count);
        Assert.Equal(7, page.TotalPages);
        Assert.Equal("+1 to +2", page.Items[0].Title);
        Assert.Equal(Given.Moment("2026-01-02T03:04:05.678Z"), page.Items[0].CreatedAt);
        Assert.Equal(TimeSpan.FromMilliseconds(1500), page.Items[0].Duration);
    }

    [Fact]
    public void An_answer_that_is_cut_anywhere_is_a_JsonException()
    {
        var whole = Given.Bytes(Full.Trim());
        for (var length = 0; length < whole.Length; length++)
            Assert.ThrowsAny<JsonException>(() => Read(whole.AsMemory(0, length)));
        Read(whole);
    }

    [Fact]
    public void One_record_that_is_cut_anywhere_is_a_JsonException_or_no_record()
    {
        var whole = Given.Bytes("""{"other":[1,{"x":"y"}],"data":{"id":"r1","created_at":"2026-01-02T03:04:05Z","x":"\u00e9"}}""");
        var end = whole.Length - 1;
        for (var length = 0; length < end; length++)
        {
            try
            {
                Assert.Null(PageReader.ReadOne(whole.AsMemory(0, length), ["data"], Given.Resource.Map));
            }
            catch (JsonException)
            {
                // As it should be.
            }
        }

        Assert.Equal("r1", PageReader.ReadOne(whole, ["data"], Given.Resource.Map)?.Id);
    }

    [Fact]
    public void Any_single_byte_that_is_changed_gives_a_page_or_a_JsonException()
    {
        var random = new Random(11);
        var whole = Given.Bytes(Full.Trim());
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var value in (ReadOnlySpan<byte>)[0, (byte)'"', (byte)'\\', (byte)'{', (byte)']', 0x80, 0xff, (byte)random.Next(256)])
            {
                var changed = (byte[])whole.Clone();
                changed[at] = value;
                try
                {
                    foreach (var item in Read(changed).Items) _ = item.Service.Count;
                }
                catch (JsonException)
                {
                    // As it should be.
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("<html></html>")]
    [InlineData("{\"data\":[]} {}")]
    [InlineData("{\"data\":[]} x")]
    [InlineData("{\"data\":[]},")]
    [InlineData("{\"data\":[],}")]
    [InlineData("{\"data\":[1,]}")]
    [InlineData("{'data':[]}")]
    [InlineData("{\"data\":[]/*c*/}")]
    [InlineData("{\"data\":[NaN]}")]
    public void What_is_not_one_JSON_object_is_a_JsonException(string text) => Assert.ThrowsAny<JsonException>(() => Read(text));

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"data\":null,\"meta\":{\"total_pages\":1}}")]
    [InlineData("{\"data\":{},\"meta\":{\"total_pages\":1}}")]
    [InlineData("{\"data\":\"none\"}")]
    [InlineData("{\"errors\":[{\"code\":\"10007\"}]}")]
    [InlineData("{\"records\":[],\"meta\":{\"total_pages\":1}}")]
    public void An_answer_without_its_list_is_not_taken_for_an_empty_one(string text) => Assert.ThrowsAny<JsonException>(() => Read(text));

    [Fact]
    public void An_empty_list_is_an_empty_page()
    {
        var page = Read("{\"data\":[],\"meta\":{\"total_pages\":0}}");
        Assert.Empty(page.Items);
        Assert.Equal(0, page.Count);
        Assert.Equal(0, page.TotalPages);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"meta\":null")]
    [InlineData(",\"meta\":{}")]
    [InlineData(",\"meta\":[{\"total_pages\":3}]")]
    [InlineData(",\"meta\":{\"total_pages\":null}")]
    [InlineData(",\"meta\":{\"total_pages\":\"many\"}")]
    [InlineData(",\"meta\":{\"total_pages\":{}}")]
    [InlineData(",\"meta\":{\"total_pages\":[1]}")]
    [InlineData(",\"meta\":{\"total_pages\":1e400}")]
    [InlineData(",\"meta\":{\"total_pages\":99999999999999999999}")]
    [InlineData(",\"total_pages\":3")]
    public void A_total_that_is_absent_or_of_another_type_is_unknown(string rest) => Assert.Null(Read("{\"data\":[]" + rest + "}").TotalPages);

    [Theory]
    [InlineData("3", 3)]
    [InlineData("\"3\"", 3)]
    [InlineData("3.0", 3)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_total_is_read_in_any_type(string value, long expected) =>
        Assert.Equal(expected, Read("{\"meta\":{\"total_pages\":" + value + "},\"data\":[]}").TotalPages);

    [Theory]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"x\"")]
    [InlineData("[{\"id\":\"inner\"}]")]
    [InlineData("{\"id\":null}")]
    [InlineData("{\"id\":\"\"}")]
    [InlineData("{\"id\":{}}")]
    [InlineData("{\"id\":[\"x\"]}")]
    [InlineData("{\"id\":true}")]
    [InlineData("{\"id\":\"\\ud800\"}")]
    [InlineData("{\"ID\":\"x\"}")]
    [InlineData("{\"nested\":{\"id\":\"x\"}}")]
    public void A_record_without_an_id_is_counted_and_not_listed(string record)
    {
        var page = Read("{\"data\":[" + record + ",{\"id\":\"ok\"}]}");
        Assert.Equal(["ok"], page.Items.Select(i => i.Id));
        Assert.Equal(2, page.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"created_at\":\"2020-01-01T00:00:00Z\"}")]
    [InlineData("17")]
    [InlineData("1577836800")]
    [InlineData("\"\"")]
    [InlineData("\"soon\"")]
    [InlineData("\"10:30\"")]
    [InlineData("\"01/02/2020\"")]
    [InlineData("\"5/2020\"")]
    [InlineData("\"2020\"")]
    [InlineData("\"May 2020\"")]
    [InlineData("\"2020-13-01T00:00:00Z\"")]
    [InlineData("\"2020-02-30\"")]
    [InlineData("\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("\"0001-01-01T00:00:00Z\"")]
    [InlineData("\"1970-01-01T00:00:00.000Z\"")]
    [InlineData("\"1970-01-01 00:00:00\"")]
    [InlineData("\"1899-12-30T00:00:00\"")]
    [InlineData("\"2020-01-01T00:00:00\\ud800Z\"")]
    public void A_date_that_is_not_one_ISO_moment_is_no_date(string value)
    {
        var item = Read("{\"data\":[{" + (value.Length == 0 ? "" : "\"created_at\":" + value + ",") + "\"id\":\"x\",\"duration_millis\":5}]}").Items.Single();
        Assert.Null(item.CreatedAt);
        Assert.Equal(5, item.Duration?.TotalMilliseconds);
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02", "2026-01-02T00:00:00Z")]
    [InlineData("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05Z")]
    [InlineData("2026-01-02 03:04:05", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02 03:04:05 +0200", "2026-01-02T01:04:05Z")]
    [InlineData("2026-01-02T03:04:05+0200", "2026-01-02T01:04:05Z")]
    [InlineData("2026-01-02T03:04:05\\u002b02:00", "2026-01-02T01:04:05Z")]
    [InlineData("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.1234567Z")]
    [InlineData("2026-10-25T00:30:00+00:00", "2026-10-25T00:30:00Z")]
    public void A_date_is_UTC_in_every_country(string text, string expected)
    {
        foreach (var culture in (string[])["", "tr-TR", "ar-SA", "th-TH", "de-DE"])
        {
            using var scope = new CultureScope(culture);
            var created = Read("{\"data\":[{\"id\":\"x\",\"created_at\":\"" + text + "\"}]}").Items.Single().CreatedAt;
            Assert.Equal(Given.Moment(expected), created);
            Assert.Equal(TimeSpan.Zero, created!.Value.Offset);
        }
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e400")]
    [InlineData("9223372036854775807")]
    [InlineData("\"abc\"")]
    [InlineData("\"5 \"")]
    [InlineData("null")]
    [InlineData("{}")]
    public void A_duration_that_cannot_be_is_unknown(string value) =>
        Assert.Null(Read("{\"data\":[{\"id\":\"x\",\"duration_millis\":" + value + "}]}").Items.Single().Duration);

    [Theory]
    [InlineData("12", "12")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("1.50", "1.50")]
    public void An_id_that_is_a_number_keeps_its_own_digits(string value, string expected) =>
        Assert.Equal(expected, Read("{\"data\":[{\"id\":" + value + "}]}").Items.Single().Id);

    [Fact]
    public void The_last_of_two_equal_names_counts()
    {
        var item = Read("{\"data\":[{\"id\":\"first\",\"id\":\"last\",\"n\":1,\"n\":2}]}").Items.Single();
        Assert.Equal("last", item.Id);
        Assert.Equal("last", item.Service["id"]);
        Assert.Equal(2L, item.Service["n"]);
    }

    [Fact]
    public void Names_that_are_escaped_are_the_same_names() =>
        Assert.Equal("x", Read("{\"d\\u0061ta\":[{\"\\u0069d\":\"x\"}]}").Items.Single().Id);

    [Theory]
    [InlineData("\"\\ud800\":1")]
    [InlineData("\"i\\ud800\":1")]
    [InlineData("\"\\udc00x\":{}")]
    [InlineData("\"x\":\"\\ud800\"")]
    [InlineData("\"x\":[{\"\\ud800\":\"\\udfff\"}]")]
    [InlineData("\"from\":\"\\ud800\"")]
    [InlineData("\"created_at\":\"\\ud800\"")]
    [InlineData("\"duration_millis\":\"\\ud800\"")]
    public void Half_a_surrogate_pair_stops_neither_the_listing_nor_the_dictionary(string member)
    {
        var item = Read("{\"data\":[{" + member + ",\"id\":\"x\"}]}").Items.Single();
        Assert.Equal("x", item.Id);
        Assert.Equal("x", item.Service["id"]);
        Assert.Equal("x", PageReader.ReadOne(Given.Bytes("{" + member + ",\"data\":{" + member + ",\"id\":\"x\"}}"), ["data"], Given.Resource.Map)?.Id);
    }

    [Fact]
    public void Nesting_that_is_too_deep_is_a_JsonException()
    {
        Assert.ThrowsAny<JsonException>(() => Read("{\"data\":[{\"id\":\"x\",\"deep\":" + new string('[', 100_000) + new string(']', 100_000) + "}]}"));
        Assert.ThrowsAny<JsonException>(() => Read(string.Concat(Enumerable.Repeat("{\"meta\":", 100_000)) + "1" + new string('}', 100_000)));
        Assert.ThrowsAny<JsonException>(() => PageReader.ReadOne(
            Given.Bytes("{\"data\":{\"id\":" + new string('[', 100_000) + new string(']', 100_000) + "}}"), ["data"], Given.Resource.Map));
    }

    [Fact]
    public void The_deepest_record_that_a_page_may_hold_can_still_be_looked_into()
    {
        for (var depth = 1; depth < 80; depth++)
        {
            Page page;
            try
            {
                page = Read("{\"data\":[{\"id\":\"x\",\"deep\":" + new string('[', depth) + new string(']', depth) + "}]}");
            }
            catch (JsonException)
            {
                Assert.True(depth > 50);
                return;
            }

            Assert.Equal("x", page.Items.Single().Service["id"]);
        }

        Assert.Fail("There is no limit to the depth.");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"data\":null}")]
    [InlineData("{\"data\":[]}")]
    [InlineData("{\"data\":\"x\"}")]
    [InlineData("[]")]
    [InlineData("null")]
    public void A_record_that_is_not_there_is_none(string text) => Assert.Null(PageReader.ReadOne(Given.Bytes(text), ["data"], Given.Resource.Map));

    [Fact]
    public void The_dictionary_keeps_whole_numbers_whole()
    {
        var members = Dictionary("""{"a":9007199254740993,"b":-9223372036854775808,"c":1.5,"d":1e2,"e":99999999999999999999,"f":1e400,"g":0}""");
        Assert.Equal(9007199254740993L, members["a"]);
        Assert.Equal(long.MinValue, members["b"]);
        Assert.Equal(1.5, members["c"]);
        Assert.Equal(100d, members["d"]);
        Assert.Equal(1e20, members["e"]);
        Assert.Equal(double.PositiveInfinity, members["f"]);
        Assert.IsType<long>(members["g"]);
    }

    [Fact]
    public void The_dictionary_hides_hidden_fields_at_any_depth_and_in_any_spelling()
    {
        var members = Dictionary(
            """{"id":1,"password":"p0","Secret_URL":"u0","o":{"PASSWORD":"p1","keep":2,"a":[[{"pass\u0077ord":"p2","keep":3},"x"]]}}""", "password", "secret_url");
        var text = JsonSerializer.Serialize(members);
        foreach (var hidden in (string[])["p0", "p1", "p2", "u0", "assword", "ecret"]) Assert.DoesNotContain(hidden, text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"keep\":3", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_dictionary_finds_names_in_any_case() => Assert.Equal("x", Dictionary("{\"Name\":\"x\"}")["nAME"]);

    [Fact]
    public void Signed_links_of_a_record_never_reach_the_dictionary()
    {
        var item = Read(Full).Items[0];
        Assert.False(item.Service.ContainsKey("download_urls"));
        Assert.Equal(9007199254740993L, item.Service["n"]);
    }

    private static IReadOnlyDictionary<string, object?> Dictionary(string text, params string[] hidden) =>
        ServiceDictionary.Read(Given.Bytes(text), new RecordMap(hidden).Hidden);

    private static Page Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static Page Read(ReadOnlyMemory<byte> json)
    {
        var map = Given.Resource.Map;
        return PageReader.Read(
            json,
            Given.Resource.List,
            fields => string.IsNullOrEmpty(fields.Id)
                ? null
                : new Recording
                {
                    Provider = "Testing",
                    Connection = "Testing",
                    Kind = RecordingKinds.Recording,
                    Id = fields.Id,
                    Title = map.Title!(fields),
                    CreatedAt = fields.CreatedAt,
                    Duration = fields.Duration,
                    ReadService = () => ServiceDictionary.Read(fields.Raw, map.Hidden),
                },
            map);
    }
}
