using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace RecordingCmdlets.Engine.Tests.Support;

/// <summary>JSON that may be wrong in ways a serializer would not write: equal names, and values that are any text.</summary>
internal abstract record JsonTree
{
    public static JsonTree Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    /// <summary>The same with some of its parts taken away, doubled or put in another's place.</summary>
    /// <param name="whole">The tree.</param>
    /// <param name="value">What may stand in place of a value, as JSON text.</param>
    public static Gen<JsonTree> Mutate(JsonTree whole, Gen<string> value) =>
        from count in Gen.Frequency((1, Gen.Constant(0)), (6, Gen.Choose(1, 3)), (2, Gen.Choose(4, 12)))
        from changes in Gen.ArrayOf(
            from place in Gen.Choose(0, int.MaxValue)
            from kind in Gen.Choose(0, 5)
            from text in value
            select (place, kind, text), count)
        select changes.Aggregate(whole, (tree, change) =>
        {
            var left = change.place % tree.Count;
            return tree.Change(ref left, node => Apply(node, change.kind, change.text));
        });

    /// <summary>How many nodes there are, this one included.</summary>
    protected abstract int Count { get; }

    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    protected abstract void Write(StringBuilder text);

    /// <summary>Changes the node that stands at a place, counted from the root; an empty list of nodes takes it away.</summary>
    protected abstract JsonTree Change(ref int place, Func<JsonTree, IReadOnlyList<JsonTree>> change);

    private static IReadOnlyList<JsonTree> Apply(JsonTree node, int kind, string text) => kind switch
    {
        0 => [],
        1 => [node, new Raw(text)],
        2 => [new Raw(text), node],
        3 => [node, node],
        _ => [new Raw(text)],
    };

    private static JsonTree Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new Members([.. element.EnumerateObject().Select(p => (JsonSerializer.Serialize(p.Name), Of(p.Value)))]),
        JsonValueKind.Array => new Items([.. element.EnumerateArray().Select(Of)]),
        _ => new Raw(element.GetRawText()),
    };

    private sealed record Raw(string Text) : JsonTree
    {
        protected override int Count => 1;

        protected override void Write(StringBuilder text) => text.Append(Text);

        protected override JsonTree Change(ref int place, Func<JsonTree, IReadOnlyList<JsonTree>> change) =>
            place-- == 0 ? change(this) is [var first, ..] ? first : new Raw("null") : this;
    }

    private sealed record Items(IReadOnlyList<JsonTree> All) : JsonTree
    {
        protected override int Count => 1 + All.Sum(i => i.Count);

        protected override void Write(StringBuilder text)
        {
            text.Append('[');
            for (var i = 0; i < All.Count; i++)
            {
                if (i > 0) text.Append(',');
                All[i].Write(text);
            }

            text.Append(']');
        }

        protected override JsonTree Change(ref int place, Func<JsonTree, IReadOnlyList<JsonTree>> change)
        {
            if (place-- == 0) return change(this) is [var first, ..] ? first : new Items([]);
            var all = new List<JsonTree>();
            foreach (var item in All)
            {
                if (place == 0)
                {
                    place--;
                    all.AddRange(change(item));
                }
                else
                {
                    all.Add(place > 0 ? item.Change(ref place, change) : item);
                }
            }

            return new Items(all);
        }
    }

    private sealed record Members(IReadOnlyList<(string Name, JsonTree Value)> All) : JsonTree
    {
        protected override int Count => 1 + All.Sum(m => m.Value.Count);

        protected override void Write(StringBuilder text)
        {
            text.Append('{');
            for (var i = 0; i < All.Count; i++)
            {
                if (i > 0) text.Append(',');
                text.Append(All[i].Name).Append(':');
                All[i].Value.Write(text);
            }

            text.Append('}');
        }

        protected override JsonTree Change(ref int place, Func<JsonTree, IReadOnlyList<JsonTree>> change)
        {
            if (place-- == 0) return change(this) is [var first, ..] ? first : new Members([]);
            var all = new List<(string, JsonTree)>();
            foreach (var (name, value) in All)
            {
                if (place == 0)
                {
                    place--;
                    all.AddRange(change(value).Select(v => (name, v)));
                }
                else
                {
                    all.Add((name, place > 0 ? value.Change(ref place, change) : value));
                }
            }

            return new Members(all);
        }
    }
}
