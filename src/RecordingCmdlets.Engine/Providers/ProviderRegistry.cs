using RecordingCmdlets.Engine.Providers.Attendee;
using RecordingCmdlets.Engine.Providers.Recall;
using RecordingCmdlets.Engine.Providers.Telnyx;
using RecordingCmdlets.Engine.Providers.Vonage;
using RecordingCmdlets.Engine.Providers.Webex;

namespace RecordingCmdlets.Engine.Providers;

/// <summary>The services of this module: the one registration that a new folder needs.</summary>
internal static class ProviderRegistry
{
    public static IReadOnlyList<ProviderDeclaration> All { get; } =
    [
        TelnyxProvider.Declaration,
        WebexProvider.Declaration,
        VonageProvider.Declaration,
        RecallProvider.Declaration,
        AttendeeProvider.Declaration,
    ];

    public static ProviderDeclaration Require(IReadOnlyList<ProviderDeclaration> providers, string name) =>
        providers.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new RecordingArgumentException(
            "ProviderUnknown",
            $"There is no service named '{name}'.",
            $"Use one of: {string.Join(", ", providers.Select(p => p.Name))}.");
}
