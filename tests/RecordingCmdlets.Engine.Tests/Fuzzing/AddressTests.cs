using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Fuzzing;

/// <summary>Whatever is given for an id, an owner or an account: it is refused, or is exactly one segment of the address it was meant for.</summary>
public sealed class AddressTests
{
    [Theory]
    [MemberData(nameof(Shape.All), MemberType = typeof(Shape))]
    public void An_id_is_refused_or_is_one_segment_of_its_own_path(string name)
    {
        using var shape = Shape.Of(name);
        var (resource, accepted) = (shape.Resource, 0);
        Properties.Hold(Ids, id =>
        {
            if (resource.Id.WhyInvalid(id) is { } why)
            {
                Assert.True(Hostile.IsPlain(why));
                Assert.InRange(why.Length, 1, 250);
                return;
            }

            accepted++;
            Assert.All(id, c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
            Assert.DoesNotContain(id, resource.Id.Reserved, StringComparer.OrdinalIgnoreCase);
            foreach (var route in resource.Routes.Where(r => r.Path.Contains("{id}", StringComparison.Ordinal)))
                AssertOneSegment(shape, route, new RecordingReference("x", null, resource.Kind, id), id, "{id}");
        }, always: 2_000);
        Assert.True(accepted > 50, "The property was hardly tried.");
    }

    [Theory]
    [MemberData(nameof(Shape.All), MemberType = typeof(Shape))]
    public void Words_of_a_services_own_paths_are_no_ids(string name)
    {
        using var shape = Shape.Of(name);
        var provider = shape.Connection.Provider;
        // Every fixed word of every path, as a stranger's id.
        var words = provider.Resources.SelectMany(r => r.Routes).SelectMany(r => r.Path.Split('/')).Where(s => !s.StartsWith('{')).Distinct().ToList();
        Assert.NotEmpty(words);
        foreach (var route in provider.Resources.SelectMany(r => r.Routes).Where(r => r.Path.Contains("{id}", StringComparison.Ordinal)))
        {
            // A word is dangerous where another route has it in the place of the id.
            var before = route.Path[..route.Path.IndexOf("{id}", StringComparison.Ordinal)];
            var there = provider.Resources.SelectMany(r => r.Routes).Where(r => r.Path.StartsWith(before, StringComparison.Ordinal)).Select(r => r.Path[before.Length..].Split('/')[0]);
            Assert.All(there.Where(w => w.Length > 0 && w != "{id}"), word => Assert.NotNull(shape.Resource.Id.WhyInvalid(word)));
        }

        foreach (var word in (string[])["", " ", ".", "..", "%2e", "/", "//"]) Assert.NotNull(shape.Resource.Id.WhyInvalid(word));
    }

    [Fact]
    public void A_value_that_no_rule_has_seen_is_refused_or_is_one_segment_all_the_same()
    {
        using var shape = Shape.Of("VonageOnDemand");
        var resource = shape.Resource;
        Properties.Hold(from id in Hostile.Text from owner in Hostile.Text select (id, owner), c =>
        {
            var reference = new RecordingReference("x", null, resource.Kind, c.id, c.owner);
            try
            {
                AssertOneSegment(shape, resource.Delete.Route, reference, c.id, "{id}");
                AssertOneSegment(shape, resource.Delete.Route, reference, c.owner.Length == 0 ? "self" : c.owner, "{owner}");
            }
            catch (InternalRuleException)
            {
                // As it should be.
            }
        }, always: 3_000);
    }

    [Fact]
    public void An_owner_never_changes_the_query_that_it_is_sent_in()
    {
        using var shape = Shape.Of("WebexAdminRecording");
        var resource = shape.Resource;
        var addresses = from a in Hostile.Text from b in Hostile.Text select $"{a}@{b}";
        Properties.Hold(Gen.OneOf(addresses, Hostile.Text), owner =>
        {
            if (owner.Length == 0 || resource.Owner!.WhyInvalid(owner) is not null) return;
            var item = new RecordingReference("Webex", null, resource.Kind, new string('a', 32), owner);
            var uri = shape.Connection.Client.BuildUri(new ServiceRequest(resource.Get, shape.Connection.Path(resource.Get, item), resource.GetQuery(item)));
            Assert.Equal("", uri.Fragment);
            var pair = Assert.Single(uri.Query[1..].Split('&')).Split('=');
            Assert.Equal(2, pair.Length);
            Assert.Equal("hostEmail", pair[0]);
            if (IsText(owner)) Assert.Equal(owner, Uri.UnescapeDataString(pair[1]));
        }, always: 2_000);
    }

    /// <summary>Ids of all services, as they are and with something done to them.</summary>
    private static Gen<string> Ids { get; } = Gen.OneOf(
        Hostile.Text,
        from id in Real
        from at in Gen.Choose(0, 40)
        from taken in Gen.Choose(0, 1)
        from put in Gen.OneOf(Gen.Constant(""), Gen.Constant(""), Hostile.Text.Select(t => t.Length > 4 ? t[..4] : t))
        select id[..Math.Min(at, id.Length)] + put + id[Math.Min(at + taken, id.Length)..],
        Real);

    private static Gen<string> Real =>
        from digits in Gen.ArrayOf(Gen.Elements("0123456789abcdef".ToCharArray()), 32).Select(c => new string(c))
        from form in Gen.Choose(0, 5)
        select form switch
        {
            0 => Guid.ParseExact(digits, "N").ToString(),
            1 => "bot_" + digits[..16],
            2 => "app_" + digits[16..].ToUpperInvariant(),
            3 => new string([.. digits.Where(char.IsAsciiDigit).Take(10).SkipWhile(c => c == '0')]),
            4 => "actions",
            _ => digits,
        };

    private static void AssertOneSegment(Shape shape, Route route, RecordingReference reference, string value, string place)
    {
        var path = shape.Connection.Path(route, reference);
        var uri = shape.Connection.Client.BuildUri(new ServiceRequest(route, path, "a=b"));
        var expected = $"{shape.Connection.BaseUri.AbsolutePath.Trim('/')}/{route.Path}".Split('/');
        var segments = uri.AbsolutePath.Split('/')[1..];
        Assert.Equal((shape.Connection.BaseUri.GetLeftPart(UriPartial.Authority), "?a=b", ""), (uri.GetLeftPart(UriPartial.Authority), uri.Query, uri.Fragment));
        Assert.Equal(expected.Length, segments.Length);
        foreach (var (wanted, actual) in expected.Zip(segments))
        {
            if (!wanted.StartsWith('{')) Assert.Equal(wanted, actual);
            // What cannot be encoded (half a surrogate pair) is the only thing that may not come back.
            else if (wanted == place && IsText(value)) Assert.Equal(value, Uri.UnescapeDataString(actual));
            Assert.False(actual is "" or "." or ".." && wanted.StartsWith('{'));
        }
    }

    private static bool IsText(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}
