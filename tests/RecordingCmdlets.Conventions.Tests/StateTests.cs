using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>Nothing outlives a session but the paces and tokens of the process, and what a runspace has open.</summary>
public sealed class StateTests
{
    /// <summary>What may be static although it can change, or could be changed, and why.</summary>
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["RateGates.Gates"] = "the pace of a credential at an origin is one for the process",
        ["TokenCache.Caches"] = "the token of a credential is one for the process",
        ["RunspaceSession.Sessions"] = "what a runspace has open",
        ["Engine.Context"] = "the load context of the engine is made once, on first use",
        ["Engine.Created"] = "the engine itself, made once; it has no state",
        ["Engine.CreatedSandboxes"] = "the factory of sandboxes, made once; it has no state",
        ["ServiceClient.SpeakableQueryKeys"] = "a fixed set that is only looked into",
        ["DependencyContext.Shared"] = "a fixed set that is only looked into",
        ["Recording.EmptyService"] = "an empty dictionary that is given out read-only",
    };

    [Fact]
    public void Nothing_static_can_change_but_what_is_allowed()
    {
        var found = House.Assemblies.SelectMany(a => a.GetTypes()).Where(IsWritten).SelectMany(Changeable).ToList();

        Assert.Empty(found.Except(Allowed.Keys));
        Assert.Empty(Allowed.Keys.Except(found));
    }

    [Fact]
    public void What_can_change_is_recognized()
    {
        Assert.Equal(
            ["Samples.Assigned", "Samples.Filled", "Samples.Given", "Samples.Made", "Samples.Nested"],
            Changeable(typeof(Samples)).Order(StringComparer.Ordinal));
    }

    private static bool IsWritten(Type type)
    {
        for (var at = type; at is not null; at = at.DeclaringType)
            if (at.Name.StartsWith('<') || at.IsDefined(typeof(CompilerGeneratedAttribute), false) || at.Namespace?.StartsWith("System.", StringComparison.Ordinal) == true) return false;
        return true;
    }

    private static IEnumerable<string> Changeable(Type type) =>
        type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(f => !f.IsLiteral && (!f.IsInitOnly || CanChange(f.FieldType, [])))
            .Select(f => $"{type.Name}.{(f.Name.StartsWith('<') ? f.Name[1..f.Name.IndexOf('>', StringComparison.Ordinal)] : f.Name)}");

    // Arrays count as tables: nothing here writes to one that is static. Interfaces are taken at their word. An exception
    // is a value of what is static here, and never one that was thrown.
    private static bool CanChange(Type type, HashSet<Type> seen)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type.IsArray || type.IsInterface || type.IsAssignableTo(typeof(Delegate)) || type.IsAssignableTo(typeof(Exception)) || !seen.Add(type)) return false;
        if (type.Namespace == "System.Collections.Immutable" || type.Namespace == "System.Collections.Frozen") return false;
        if (type.IsAssignableTo(typeof(IEnumerable))) return true;
        if (type.IsGenericType && type.GetGenericTypeDefinition() is { } shape && (shape == typeof(ConditionalWeakTable<,>) || shape == typeof(Lazy<>))) return true;
        if (type == typeof(System.Text.StringBuilder) || type == typeof(CancellationTokenSource) || type == typeof(SemaphoreSlim)) return true;
        if (!House.Assemblies.Append(typeof(StateTests).Assembly).Contains(type.Assembly)) return false;
        return type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Any(f => !f.IsInitOnly || CanChange(f.FieldType, seen));
    }

#pragma warning disable CA2211, CA1823, CS0649, IDE0044, IDE0051, IDE0052 // What must be found.
    private static class Samples
    {
        public static int Assigned;
        public static readonly List<int> Filled = [];
        public static readonly Holder Made = new();
        public static readonly Outer Nested = new();
        public static readonly string Text = "";
        public static readonly IReadOnlyList<int> Taken = [];
        public static readonly Fixed Kept = new();

        public static int Given { get; set; }
    }
#pragma warning restore

    private sealed class Holder
    {
        public int Value { get; set; }
    }

    private sealed class Outer
    {
        public Holder Inner { get; } = new();
    }

    private sealed class Fixed
    {
        public int Value { get; init; }
    }
}
