using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>Who may know whom, and which doors there are.</summary>
public sealed class LayerTests
{
    private const string EngineFolder = "src/RecordingCmdlets.Engine/";
    private const string PackagesOfHttp = @"\b(Polly|Microsoft\.Extensions)\b[.\w]*";
    private const string Clocks = @"\b(Thread\s*\.\s*Sleep|(DateTime|DateTimeOffset)\s*\.\s*(Now|UtcNow|Today))\b";
    private const string UntimedWaits = @"\bTask\.Delay\([^;]*;";

    [Theory]
    [InlineData("RecordingCmdlets.Abstractions")]
    [InlineData("RecordingCmdlets.Engine", "RecordingCmdlets.Abstractions", "Polly.Core")]
    [InlineData("RecordingCmdlets.Sandbox", "RecordingCmdlets.Abstractions")]
    [InlineData("RecordingCmdlets", "RecordingCmdlets.Abstractions", "System.Management.Automation")]
    public void An_assembly_knows_the_base_library_and_only_these(string name, params string[] others)
    {
        var known = House.Assemblies.Single(a => a.GetName().Name == name).GetReferencedAssemblies().Select(a => a.Name!).ToList();

        Assert.NotEmpty(known);
        Assert.All(known, reference => Assert.True(
            IsBaseLibrary(reference) || others.Any(o => o.EndsWith('.') ? reference.StartsWith(o, StringComparison.Ordinal) : reference == o),
            $"{name} references {reference}."));
        Assert.All(others, other => Assert.Contains(known, reference => reference.StartsWith(other, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("System.Management.Automation", false)]
    [InlineData("Microsoft.AspNetCore.Http", false)]
    [InlineData("Microsoft.Extensions.Http", false)]
    [InlineData("RecordingCmdlets.Engine", false)]
    [InlineData("System.Text.Json", true)]
    public void The_base_library_is_told_from_the_rest(string name, bool isBase) => Assert.Equal(isBase, IsBaseLibrary(name));

    [Fact]
    public void Abstractions_names_no_package_and_the_sandbox_no_web_framework()
    {
        Assert.DoesNotContain("PackageReference", House.Read("src/RecordingCmdlets.Abstractions/RecordingCmdlets.Abstractions.csproj"), StringComparison.Ordinal);
        var sandbox = House.Read("src/RecordingCmdlets.Sandbox/RecordingCmdlets.Sandbox.csproj");
        Assert.DoesNotContain("FrameworkReference", sandbox, StringComparison.Ordinal);
        Assert.DoesNotContain("Sdk.Web", sandbox, StringComparison.Ordinal);
        Assert.DoesNotContain("RecordingCmdlets.Engine", sandbox, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_Http_uses_Polly()
    {
        var sources = House.Sources("src");

        Assert.NotEmpty(House.Find(sources.Where(IsHttp), PackagesOfHttp));
        Assert.Empty(House.Find(sources.Where(f => !IsHttp(f)), PackagesOfHttp));
    }

    [Fact]
    public void Only_Http_has_clients_and_messages()
    {
        const string clients = @"\b(HttpClient|HttpMessageInvoker|HttpRequestMessage|HttpResponseMessage|SocketsHttpHandler|HttpClientHandler|HttpListener|WebRequest|WebClient)\b";
        var sources = House.Sources("src");

        Assert.NotEmpty(House.Find(sources.Where(IsHttp), clients));
        Assert.Empty(House.Find(sources.Where(f => !IsHttp(f)), clients));
    }

    [Fact]
    public void Nothing_turns_off_what_keeps_a_key_in()
    {
        const string leaks = @"Certificate\w*Callback|DangerousAccept\w+|AllowAutoRedirect\s*=\s*true|UseCookies\s*=\s*true|UseDefaultCredentials|PreAuthenticate|AllowAutoRedirect\s*=\s*[^ft\s]";
        var sources = House.Sources("src");

        Assert.Empty(House.Find(sources, leaks));
        Assert.Single(House.Find(sources, @"new SocketsHttpHandler\b"));
        Assert.Single(House.Find(sources, @"AllowAutoRedirect\s*=\s*false"));
        Assert.Equal(2, House.Find([new SourceFile("x", "ServerCertificateCustomValidationCallback = null; AllowAutoRedirect = true;")], leaks).Count);
    }

    [Fact]
    public void Only_the_gate_makes_a_ticket()
    {
        var makers = Il.Calls(House.Engine).Where(c => c.Called.IsConstructor && c.Called.DeclaringType == typeof(DestroyTicket)).Select(c => c.Caller.Name).ToList();

        Assert.Equal(["RemovalGate"], makers);
        Assert.Equal([EngineFolder + "Removal/RemovalGate.cs: new DestroyTicket"], House.Find(House.Sources("src"), @"new\s+DestroyTicket"));
    }

    [Fact]
    public void Only_the_ledger_opens_ledger_files()
    {
        var openers = Il.Calls(House.Engine)
            .Where(c => c.Called.IsConstructor && c.Called.DeclaringType!.IsAssignableTo(typeof(ILedgerSink)))
            .Select(c => c.Caller)
            .Distinct()
            .ToList();

        Assert.NotEmpty(openers);
        Assert.All(openers, type => Assert.Equal(typeof(ILedgerSink).Namespace, type.Namespace));
        Assert.All(
            House.Engine.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(ILedgerSink))), type => Assert.Equal(typeof(ILedgerSink).Namespace, type.Namespace));
    }

    [Fact]
    public void Files_are_written_by_storage_ledger_and_holds_alone()
    {
        const string writes = @"\bFile\.(Write|Append|Create|Open|Delete|Move|Copy)\w*|\bnew (FileStream|StreamWriter)\b|\bOpenForWriting\b";
        string[] writers = ["Storage/", "Ledger/", "Removal/HoldBook.cs"];

        var elsewhere = House.Find(House.Sources("src/RecordingCmdlets.Engine").Where(f => !writers.Any(w => f.Path.StartsWith(EngineFolder + w, StringComparison.Ordinal))), writes);

        Assert.NotEmpty(House.Find(House.Sources("src/RecordingCmdlets.Engine"), writes));
        Assert.Empty(elsewhere);
    }

    [Fact]
    public void Nothing_in_the_engine_names_a_provider_outside_of_the_providers()
    {
        var names = string.Join('|', ProviderRegistry.All.Select(p => p.Name));
        var engine = House.Sources("src/RecordingCmdlets.Engine");

        Assert.NotEmpty(House.Find(engine.Where(IsProvider), names, RegexOptions.IgnoreCase));
        Assert.Empty(House.Find(engine.Where(f => !IsProvider(f)), names, RegexOptions.IgnoreCase));
    }

    [Fact]
    public void A_provider_is_one_folder_and_one_registration()
    {
        var folders = Directory.GetDirectories(Path.Combine(House.Root, EngineFolder, "Providers")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToList();
        var engine = House.Sources("src/RecordingCmdlets.Engine");
        var registry = Assert.Single(engine, f => f.Path.EndsWith("Providers/ProviderRegistry.cs", StringComparison.Ordinal));

        Assert.Equal(folders, ProviderRegistry.All.Select(p => p.Name).Order(StringComparer.Ordinal));
        foreach (var name in folders)
        {
            Assert.Single(Regex.Matches(registry.Code, $@"\b{name}Provider\.Declaration\b"));
            Assert.Single(Regex.Matches(registry.Code, $@"^using RecordingCmdlets\.Engine\.Providers\.{name};", RegexOptions.Multiline));
            Assert.Empty(House.Find(engine.Where(f => f != registry && !f.Path.StartsWith($"{EngineFolder}Providers/{name}/", StringComparison.Ordinal)), $@"\b{name}\w*"));
        }
    }

    [Fact]
    public void A_provider_knows_declarations_and_json_and_nothing_else_of_the_engine()
    {
        var files = House.Sources("src/RecordingCmdlets.Engine/Providers").Where(f => f.Path.Split('/').Length > 4).ToList();

        Assert.NotEmpty(files);
        Assert.Empty(House.Find(files, @"RecordingCmdlets\.Engine\.(?!Providers\b|Http\b|Json\b)\w+"));
        Assert.Empty(House.Find(files, @"\b(ServiceClient|ServiceRequest|Connection|RateGate|RemovalGate|DestroyTicket|INotices)\b(?!"")"));
    }

    [Fact]
    public void Every_route_but_a_GET_declares_what_it_does_and_no_GET_changes_anything()
    {
        var routes = ProviderRegistry.All.SelectMany(RoutesOf).ToList();

        Assert.NotEmpty(routes);
        Assert.Empty(UndeclaredRoutes(routes));
        Assert.Equal(2, UndeclaredRoutes([
            new Route("x", HttpMethod.Post, "a", RouteEffect.Undeclared),
            new Route("y", HttpMethod.Get, "a", RouteEffect.Destroys),
            new Route("z", HttpMethod.Delete, "a", RouteEffect.Destroys)]).Count);
    }

    [Fact]
    public void What_deletes_is_declared_to_destroy_and_what_lists_and_reads_is_not()
    {
        foreach (var resource in ProviderRegistry.All.SelectMany(p => p.Resources))
        {
            Assert.All(RemovalsOf(resource).SelectMany(m => (Route?[])[m.Route, m.Batch?.Route]).OfType<Route>(), route => Assert.Equal(RouteEffect.Destroys, route.Effect));
            Assert.All((Route?[])[resource.List.Route, resource.Get, resource.ActionItems?.Route], route => Assert.Equal(RouteEffect.Reads, route?.Effect ?? RouteEffect.Reads));
            // What brings back is a change, and needs no ticket.
            Assert.Equal(RouteEffect.Writes, resource.Restore?.Route.Effect ?? RouteEffect.Writes);
        }
    }

    [Fact]
    public void Nobody_sleeps_or_reads_the_clock_but_through_a_TimeProvider()
    {
        Assert.Empty(House.Find(House.Sources("src"), Clocks));
        Assert.Equal(4, House.Find([new SourceFile("x", "Thread.Sleep(1); DateTime.Now; DateTimeOffset.UtcNow; DateTime . Today; // DateTime.Now")], Clocks).Count);
    }

    [Fact]
    public void Every_wait_of_the_engine_and_the_cmdlets_goes_by_a_TimeProvider()
    {
        var waits = House.Find(House.Sources("src/RecordingCmdlets.Engine").Concat(House.Sources("src/RecordingCmdlets")), UntimedWaits);

        Assert.NotEmpty(waits);
        Assert.All(waits, wait => Assert.Matches(@"\b[tT]ime\b", wait));
    }

    /// <summary>Every route of a service: those in use, and those that are only written down.</summary>
    internal static IEnumerable<Route> RoutesOf(ProviderDeclaration provider) =>
        House.Engine.GetTypes()
            .Where(t => t.Namespace == $"{typeof(ProviderDeclaration).Namespace}.{provider.Name}")
            .SelectMany(t => t.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic))
            .Select(f => f.GetValue(null))
            .OfType<Route>()
            .Concat(provider.Resources.SelectMany(r => r.Routes))
            .Distinct();

    private static IEnumerable<RemovalDeclaration> RemovalsOf(ResourceDeclaration resource) =>
        ((RemovalDeclaration?[])[resource.Delete, resource.Recycle, resource.Purge]).OfType<RemovalDeclaration>();

    private static List<Route> UndeclaredRoutes(IEnumerable<Route> routes) =>
        [.. routes.Where(r => r.Method == HttpMethod.Get ? r.Effect is RouteEffect.Writes or RouteEffect.Destroys : r.Effect == RouteEffect.Undeclared)];

    private static bool IsHttp(SourceFile file) => file.Path.StartsWith(EngineFolder + "Http/", StringComparison.Ordinal);

    private static bool IsProvider(SourceFile file) => file.Path.StartsWith(EngineFolder + "Providers/", StringComparison.Ordinal);

    private static bool IsBaseLibrary(string name) =>
        name is "netstandard" or "mscorlib" or "Microsoft.Win32.Primitives"
        || (name.StartsWith("System.", StringComparison.Ordinal) && name != "System.Management.Automation");
}
