using RecordingCmdlets.Engine.Providers.Telnyx;

namespace RecordingCmdlets.Engine.Providers;

/// <summary>The services of this module: the one registration that a new folder needs.</summary>
internal static class ProviderRegistry
{
    public static IReadOnlyList<ProviderDeclaration> All { get; } = [TelnyxProvider.Declaration];

    public static ProviderDeclaration Require(IReadOnlyList<ProviderDeclaration> providers, string name) =>
        providers.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new RecordingArgumentException(
            "ProviderUnknown",
            $"There is no service named '{name}'.",
            $"Use one of: {string.Join(", ", providers.Select(p => p.Name))}.");
}
