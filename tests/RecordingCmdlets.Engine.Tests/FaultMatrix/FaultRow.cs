using System.IO.Compression;
using System.Text;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.FaultMatrix;

/// <summary>What a run is doing when it meets the fault.</summary>
[Flags]
internal enum Stage
{
    None = 0,

    /// <summary>The listing before it.</summary>
    Listing = 1,

    /// <summary>The requests that remove.</summary>
    Removing = 2,

    /// <summary>The looks and the closing listing, after answers that prove nothing.</summary>
    Proving = 4,

    All = Listing | Removing | Proving,
}

/// <summary>A fault: a row of the matrix.</summary>
/// <param name="Name">What the tests call it.</param>
/// <param name="Play">Makes the fault for one request.</param>
internal sealed record FaultRow(string Name, Func<FaultCell, SandboxRequestContext, SandboxFault?> Play)
{
    private const int Short = 26;
    private const int Nightly = 2000;
    private const string TooLong = "longer than 32 MiB";

    // A service that says too much: its error bodies and its request ids repeat the key.
    private static SandboxFault Refuse(FaultCell cell, int status, params (string, string)[] headers) => SandboxFault.Respond(status, Rude(cell), [.. headers, .. Ids(cell)]);

    private static SandboxFault RefuseAfterActing(FaultCell cell, int status) => SandboxFault.RespondAfterActing(status, Rude(cell), Ids(cell));

    private static SandboxFault Page(int status) => SandboxFault.Respond(status, "<html><body>Log in to the network</body></html>", ("Content-Type", "text/html"));

    private static SandboxFault Body(string text) => SandboxFault.Change(answer => With(answer, Encoding.UTF8.GetBytes(text)));

    public static IReadOnlyList<FaultRow> All { get; } =
    [
        // Throttles use up no tries, so they may come again and again.
        new("429 with seconds", static (cell, _) => Refuse(cell, 429, ("Retry-After", "1"))) { Meets = EveryThird, Speed = 200 },
        new("429 with a date", static (cell, _) => Refuse(cell, 429, ("Retry-After", cell.Time.GetUtcNow().AddSeconds(2).ToString("R")))) { Meets = EveryThird, Speed = 200 },
        new("429 without a time", static (cell, _) => Refuse(cell, 429)) { Meets = EveryThird, Speed = 200 },
        // Only Webex knows this state (WBX-X5); elsewhere it is a refusal.
        new("423", static (cell, _) => Refuse(cell, 423)) { FinishesAt = static column => column.Provider == "Webex" },
        new("500", static (cell, _) => Refuse(cell, 500)),
        new("502", static (cell, _) => Refuse(cell, 502)),
        new("503", static (cell, _) => Refuse(cell, 503)),
        new("503 with seconds", static (cell, _) => Refuse(cell, 503, ("Retry-After", "2"))),
        new("504", static (cell, _) => Refuse(cell, 504)),
        new("500 after acting", static (cell, _) => RefuseAfterActing(cell, 500)),
        new("504 after acting", static (cell, _) => RefuseAfterActing(cell, 504)),
        new("reset before acting", static (_, _) => SandboxFault.ResetBefore),
        new("reset after acting", static (_, _) => SandboxFault.ResetAfter),
        new("FIN before acting", static (_, _) => SandboxFault.CloseWarmBefore),
        new("FIN after acting", static (_, _) => SandboxFault.CloseWarmAfter),
        new("silence before acting", static (_, _) => SandboxFault.StallBefore) { Meets = FirstTwo, Speed = 200 },
        new("silence after acting", static (_, _) => SandboxFault.Stall) { Meets = FirstTwo, Speed = 200 },
        new("silence within the answer", static (_, _) => SandboxFault.StallMidway) { Meets = FirstTwo, Speed = 200 },
        new("cut off within the answer", static (_, _) => SandboxFault.Truncate),

        // What cannot be read is no page of a listing and no proof, but the removal has been carried out.
        new("half of the JSON", static (_, _) => SandboxFault.Change(static answer => With(answer, answer.Body[..(answer.Body.Length / 2)]))) { Finishes = Stage.Removing },
        new("no JSON", static (_, _) => Body("{\"data\":[},")) { Finishes = Stage.Removing },
        new("deep JSON", static (_, _) => Body(new string('[', 200_000))) { Finishes = Stage.Removing },
        new("deep JSON in a record", static (_, _) => SandboxFault.Change(static answer => With(answer, Deepen(answer.Body)))) { Finishes = Stage.Removing },
        new("invalid UTF-8", static (_, _) => SandboxFault.Change(static answer => With(answer, Garble(answer.Body)))) { Finishes = Stage.Removing },
        new("a body without end", static (cell, _) => SandboxFault.Endless(null, cell.Taken.Add)) { Meets = FirstTwo, Finishes = Stage.Removing, Takes = 32, Complaint = TooLong },
        new("a body of a terabyte", static (cell, _) => SandboxFault.Endless(1L << 40, cell.Taken.Add)) { Meets = FirstTwo, Finishes = Stage.Removing, Takes = 0, Complaint = TooLong },
        new("a body that unpacks to 256 MiB", static (_, _) => SandboxFault.Change(static answer => With(answer, Bomb).With("Content-Encoding", "gzip"))) { Meets = FirstTwo, Finishes = Stage.Removing, Complaint = TooLong },

        // Somebody else answers. Nothing has been done, whatever the status says.
        new("a page with 200", static (_, _) => Page(200)) { Meets = EveryThird, Finishes = Stage.None },
        new("a page with 404", static (_, _) => Page(404)) { Meets = EveryThird, Finishes = Stage.None },
        new("a page with 502", static (_, _) => Page(502)),
        new("text/plain", static (_, _) => SandboxFault.Change(static answer => With(answer, answer.Body, "text/plain"))),
        new("no content type", static (_, _) => SandboxFault.Change(static answer => With(answer, answer.Body, ""))),
        .. ((int[])[301, 302, 307, 308]).Select(static status => new FaultRow(
            $"{status} to elsewhere", (cell, request) => Refuse(cell, status, ("Location", cell.Elsewhere(request))))
        { Meets = EveryThird, Finishes = Stage.None }),
        new("the next page is elsewhere", static (cell, request) => SandboxFault.Change(answer => cell.Redirect(answer, request)))
        {
            Stages = Stage.Listing,
            Items = 160,
            Columns = static column => column.Provider is "Webex" or "Recall" or "Attendee",
            Meets = Always,
            // Where only a position is taken from the address, it does not matter whose it is.
            FinishesAt = static column => column.Provider is not "Webex",
        },
        new("the pages go round", static (cell, _) => SandboxFault.Change(cell.SameAgain))
        {
            Stages = Stage.Listing,
            Items = 160,
            Columns = static column => column.Provider is "Webex" or "Recall" or "Attendee",
            Meets = Always,
            Finishes = Stage.None,
            HasNoEnd = true,
        },
        new("a token that has run out", static (cell, _) => cell.Expire(forGood: false)) { Columns = static column => column.TakesTokens, Meets = static moment => moment.Number % 200 == 1 },
        new("a token that has run out while tokens are hard to get", static (cell, _) => cell.Expire(forGood: false))
        {
            Columns = static column => column.TakesTokens,
            Meets = static moment => moment.Number % 200 == 1,
            PlayGrants = static (cell, _) => Refuse(cell, 503),
        },
        // The service itself refuses, and repeats the token in its words; by then another worker may have got a newer one.
        new("tokens that are dead on arrival", static (cell, _) => cell.SpoilTokens())
        { Stages = Stage.Removing | Stage.Proving, Columns = static column => column.TakesTokens, Meets = Always, Finishes = Stage.None, ShowsLater = true },
        new("a credential that is revoked", static (cell, _) => cell.Expire(forGood: true)) { Meets = static moment => moment.Stage == Stage.Listing || moment.Number > 1, Finishes = Stage.None, IsLasting = true },
        new("half of a batch", static (_, request) => request.Body.Contains("\",\"", StringComparison.Ordinal) ? SandboxFault.HalfBatch : null) { Stages = Stage.Removing, Columns = static column => column.HasBatches, Meets = Always },
        new("204 to a batch and nothing done", static (_, request) => request.Method == "POST" ? SandboxFault.Respond(204, "") : null)
        { Stages = Stage.Removing, Columns = static column => column.HasBatches, Meets = Always, Finishes = Stage.None },
        new("everything at once", static (cell, request) => cell.Storm(request)) { Meets = Always, Finishes = Stage.None, IsStorm = true, Items = 60, Speed = 200 },
    ];

    /// <summary>What a storm is made of: whatever may happen to any request and passes.</summary>
    public static IReadOnlyList<FaultRow> Weather { get; } = [.. All.Where(static row => row is { Stages: Stage.All, IsStorm: false, IsLasting: false, Takes: null } && row.Columns == Everywhere)];

    /// <summary>Which requests of the stage meet it: the first try of each, unless the row says otherwise.</summary>
    public Func<FaultMoment, bool> Meets { get; private init; } = static moment => moment.IsFirstTry;

    public Stage Stages { get; private init; } = Stage.All;

    public Func<FaultColumn, bool> Columns { get; private init; } = Everywhere;

    /// <summary>The stages in which the fault passes, and must not cost an item or a certainty.</summary>
    public Stage Finishes { get; private init; } = Stage.All;

    /// <summary>The columns for which <see cref="Finishes"/> holds.</summary>
    public Func<FaultColumn, bool> FinishesAt { get; private init; } = Everywhere;

    /// <summary>Whether a listing that meets it would go on for ever.</summary>
    public bool HasNoEnd { get; private init; }

    /// <summary>Whether the request that meets it is let through, and only others suffer.</summary>
    public bool ShowsLater { get; private init; }

    /// <summary>What a listing says of it when it fails; null for anything.</summary>
    public string? Complaint { get; private init; }

    /// <summary>Whether nothing works again within the run.</summary>
    public bool IsLasting { get; private init; }

    /// <summary>Whether it meets every kind of request while the run goes on.</summary>
    public bool IsStorm { get; private init; }

    /// <summary>What a request for a token meets at its first try.</summary>
    public Func<FaultCell, SandboxRequestContext, SandboxFault?>? PlayGrants { get; private init; }

    /// <summary>How much faster than the world's the clock goes; a try's minute must not take one.</summary>
    public int Speed { get; private init; } = 50;

    /// <summary>How many MiB of an endless body may be read; what is on its way does not count. Null for bodies that end.</summary>
    public int? Takes { get; private init; }

    /// <summary>How many items are asked for in one cell.</summary>
    public int Items { get; private init => field = Scale.Of(value, Nightly); } = Scale.Of(Short, Nightly);

    private static byte[] Bomb { get; } = Pack(256);

    public bool MustFinish(Stage stage, FaultColumn column) => Finishes.HasFlag(stage) && FinishesAt(column);

    private static bool Everywhere(FaultColumn column) => true;

    private static bool Always(FaultMoment moment) => true;

    private static bool EveryThird(FaultMoment moment) => moment.Number % 3 == 1;

    private static bool FirstTwo(FaultMoment moment) => moment.Number <= 2;

    private static string Rude(FaultCell cell)
    {
        var key = cell.Sandbox.ApiKey.Reveal();
        return $$"""{"error":"{{key}}","detail":"{{key}}","message":"{{key}}","trackingId":"{{key}}","errors":[{"code":"1","detail":"{{key}}","description":"{{key}}"}]}""";
    }

    private static (string, string)[] Ids(FaultCell cell) => [("x-request-id", cell.Sandbox.ApiKey.Reveal()), ("trackingid", cell.Sandbox.ApiKey.Reveal())];

    /// <summary>The same answer with another body.</summary>
    public static SandboxHttpResponse With(SandboxHttpResponse answer, ReadOnlyMemory<byte> body, string? type = null)
    {
        var other = new SandboxHttpResponse(answer.Status is 204 && !body.IsEmpty ? 200 : answer.Status, body) { ContentType = type ?? answer.ContentType };
        foreach (var (name, value) in answer.Headers) other.With(name, value);
        return other;
    }

    /// <summary>Every text begins with a byte that no text has.</summary>
    private static byte[] Garble(ReadOnlyMemory<byte> body) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(body.Span).Replace(":\"", ":\"\u00ff", StringComparison.Ordinal));

    /// <summary>The first field of every object is preceded by a nest.</summary>
    private static byte[] Deepen(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span).Replace(
        "{\"id\"", $"{{\"nest\":{new string('[', 5000)}{new string(']', 5000)},\"id\"", StringComparison.Ordinal));

    private static byte[] Pack(int mebibytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            var piece = new byte[1024 * 1024];
            piece.AsSpan().Fill((byte)' ');
            for (var i = 0; i < mebibytes; i++) gzip.Write(piece);
        }

        return packed.ToArray();
    }
}

/// <summary>A request in its stage.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Number">The how-manieth of the stage it is, from 1.</param>
/// <param name="IsFirstTry">Whether none like it came before.</param>
internal readonly record struct FaultMoment(Stage Stage, int Number, bool IsFirstTry);
