using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Removal;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Fuzzing;

/// <summary>The holds file, whatever stands in it: it is understood whole, or nothing is deleted.</summary>
public sealed class HoldFileTests : IDisposable
{
    private const string Sound = """
        {"format":"recordingcmdlets-holds/1","holds":[
        {"holdId":"h1","ticket":"LEGAL-7","createdBy":"ann","createdAt":"2026-01-01T00:00:00Z","reason":"because","provider":"Telnyx","connection":"c","kind":"Recording","id":"x"},
        {"holdId":"h2","ticket":"LEGAL-8","createdBy":"ann","createdAt":"2026-01-02T00:00:00.123+02:00","title":"*merger*","participant":"*@law.example","after":"2025-01-01T00:00:00Z","before":"2026-02-01T00:00:00Z"},
        {"holdId":"h3","ticket":"LEGAL-9","createdBy":"bob","createdAt":"2026-01-03T00:00:00Z","all":true}]}
        """;

    private static readonly AuditOptions NoAudit = new() { IsDisabled = true };
    private readonly TempFolder folder = new();
    private readonly HoldBook book;

    public HoldFileTests() => book = new HoldBook(folder.File("holds.json"), TimeProvider.System);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Any_bytes_are_holds_or_a_refusal()
    {
        var sound = Encoding.UTF8.GetBytes(Sound);
        Properties.Hold(Gen.OneOf(Hostile.Bytes, Hostile.Damage(sound), Hostile.Damage(sound)), bytes => Read(bytes), always: 2_000);
    }

    [Fact]
    public void Nothing_that_stands_in_a_file_that_is_taken_is_passed_over() =>
        Properties.Hold(JsonTree.Mutate(JsonTree.Parse(Sound), Hostile.JsonValue).Select(t => t.ToString()), text =>
        {
            if (Read(Encoding.UTF8.GetBytes(text)) is not { } read) return;
            using var file = JsonDocument.Parse(text);
            AssertOnce(file.RootElement);
            var written = file.RootElement.GetProperty("holds").EnumerateArray().ToList();
            Assert.Equal(written.Count, read.Count);
            foreach (var (stands, hold) in written.Zip(read))
            {
                AssertOnce(stands);
                foreach (var member in stands.EnumerateObject().Where(m => m.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False)))
                {
                    var taken = typeof(Hold).GetProperty(char.ToUpperInvariant(member.Name[0]) + member.Name[1..])!.GetValue(hold);
                    Assert.Equal(taken is bool ? "True" : member.Value.GetString(), taken is DateTimeOffset ? member.Value.GetString() : Convert.ToString(taken, CultureInfo.InvariantCulture));
                    if (taken is DateTimeOffset moment) Assert.Equal(member.Value.GetDateTimeOffset(), moment);
                }
            }
        }, always: 3_000);

    [Fact]
    public void A_hold_is_refused_or_comes_back_as_it_was_added() => Properties.Hold(AnyHold, hold =>
    {
        File.Delete(book.Path);
        try
        {
            book.Add(hold, NoAudit);
        }
        catch (RecordingArgumentException)
        {
            Assert.False(File.Exists(book.Path));
            return;
        }

        AssertSame(hold, Assert.Single(book.Read()));
    }, always: 300, nightly: 5_000);

    [Fact]
    public void Adding_and_removing_others_loses_no_hold()
    {
        var steps = from name in Gen.Elements("a", "b", "c", "A", "d") from isAdd in Gen.Elements(true, true, false) select (name, isAdd);
        Properties.Hold(Gen.ArrayOf(steps).Resize(12), all =>
        {
            File.Delete(book.Path);
            var expected = new List<(string Id, string Ticket)>();
            for (var i = 0; i < all.Length; i++)
            {
                var (name, isAdd) = all[i];
                if (isAdd)
                {
                    var hold = new Hold { HoldId = name, Ticket = $"T{i}", CreatedBy = "x", CreatedAt = DateTimeOffset.UnixEpoch, All = true };
                    book.Add(hold, NoAudit);
                    expected.Add((name, hold.Ticket));
                    continue;
                }

                // The first of that name, and no other.
                var first = expected.FindIndex(e => string.Equals(e.Id, name, StringComparison.OrdinalIgnoreCase));
                Assert.Equal(first < 0 ? null : expected[first].Ticket, book.Remove(name, NoAudit)?.Ticket);
                if (first >= 0) expected.RemoveAt(first);
            }

            Assert.Equal(expected, book.ReadSet(mustExist: false).Holds.Select(h => (h.HoldId, h.Ticket)));
        }, always: 40, nightly: 1_000);
    }

    private static Gen<Hold> AnyHold =>
        from texts in Gen.ArrayOf(Gen.OneOf(Gen.Constant((string?)null), Hostile.Text.Select(t => (string?)t)), 9)
        from moments in Gen.ArrayOf(Gen.OneOf(Gen.Constant((DateTimeOffset?)null), Moments.Select(m => (DateTimeOffset?)m)), 2)
        from made in Moments
        from all in Gen.Elements(true, false)
        select new Hold
        {
            HoldId = texts[0] ?? "h",
            Ticket = texts[1] ?? "t",
            Reason = texts[2],
            CreatedBy = texts[3] ?? "x",
            CreatedAt = made,
            All = all,
            Provider = texts[4],
            Connection = texts[5],
            Id = texts[6],
            Participant = texts[7],
            Title = texts[8],
            After = moments[0],
            Before = moments[1],
        };

    private static Gen<DateTimeOffset> Moments =>
        from ticks in ArbMap.Default.GeneratorFor<long>()
        from minutes in Gen.Choose(-14 * 60, 14 * 60)
        select new DateTimeOffset(Math.Abs(ticks % (DateTime.MaxValue.Ticks - (2 * TimeSpan.TicksPerDay))) + TimeSpan.TicksPerDay, TimeSpan.FromMinutes(minutes));

    private IReadOnlyList<Hold>? Read(byte[] bytes)
    {
        File.WriteAllBytes(book.Path, bytes);
        try
        {
            var set = book.ReadSet(mustExist: true);
            _ = set.Judge(Given.Reference(), Given.Recording(title: "a merger", owner: "me", created: DateTimeOffset.UnixEpoch));
            return set.Holds;
        }
        catch (HoldsException refused)
        {
            Assert.Equal("HoldsUnreadable", refused.ErrorId);
            return null;
        }
    }

    private static void AssertOnce(JsonElement element)
    {
        var names = element.EnumerateObject().Select(m => m.Name).ToList();
        Assert.Equal(names.Distinct(), names);
    }

    private static void AssertSame(Hold expected, Hold actual)
    {
        foreach (var property in typeof(Hold).GetProperties()) Assert.Equal(property.GetValue(expected), property.GetValue(actual));
    }
}
