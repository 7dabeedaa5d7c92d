using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace RecordingCmdlets.Engine.Tests.Support;

/// <summary>
/// How properties are tried. A usual run tries the same cases each time; a nightly one others each night, and many more. What
/// fails names its seed (two numbers and a size): set <c>RECORDINGCMDLETS_SEED</c> to it, as <c>1,2,3</c>, to see that case again.
/// </summary>
internal static class Properties
{
    private const ulong Usual = 20260301;

    private static FSharpOption<Replay>? Start { get; } = Environment.GetEnvironmentVariable("RECORDINGCMDLETS_SEED") is { Length: > 0 } seed
        ? FSharpOption<Replay>.Some(Parse(seed))
        : Scale.IsNightly ? null : FSharpOption<Replay>.Some(new Replay(new Rnd(Usual), null));

    /// <summary>Tries a property that says whether it holds.</summary>
    /// <param name="cases">What it is tried on.</param>
    /// <param name="holds">The property.</param>
    /// <param name="always">How many cases a usual run tries.</param>
    /// <param name="nightly">How many a nightly run tries.</param>
    public static void Hold<T>(Gen<T> cases, Func<T, bool> holds, int always = 1_000, int nightly = 100_000) =>
        Prop.ForAll(Arb.From(cases), holds).Check(Config(always, nightly));

    /// <summary>Tries a property that throws where it does not hold.</summary>
    public static void Hold<T>(Gen<T> cases, Action<T> check, int always = 1_000, int nightly = 100_000) =>
        Prop.ForAll(Arb.From(cases), check).Check(Config(always, nightly));

    private static Config Config(int always, int nightly) =>
        FsCheck.Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Scale.Of(always, nightly)).WithReplay(Start);

    private static Replay Parse(string seed)
    {
        var parts = seed.Split(',').Select(p => ulong.Parse(p.Trim(), CultureInfo.InvariantCulture)).ToArray();
        return new Replay(parts.Length > 1 ? new Rnd(parts[0], parts[1]) : new Rnd(parts[0]), parts.Length > 2 ? (int)parts[2] : null);
    }
}
