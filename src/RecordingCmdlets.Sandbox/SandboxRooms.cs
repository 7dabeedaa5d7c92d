namespace RecordingCmdlets.Sandbox;

/// <summary>The services that the sandbox knows; a new one is one line here.</summary>
internal static class SandboxRooms
{
    private static readonly (string Name, Func<SandboxOptions, string, ISandboxRoom> Open)[] Known =
    [
        (RecallRoom.Provider, (options, _) => new RecallRoom(options)),
        (TelnyxRoom.Provider, (options, _) => new TelnyxRoom(options)),
        (WebexRoom.Provider, (options, key) => new WebexRoom(options, key)),
        (VonageRoom.Provider, (options, key) => new VonageRoom(options, key)),
        (AttendeeRoom.Provider, (options, _) => new AttendeeRoom(options)),
    ];

    /// <summary>Opens and seeds the rooms of some services; of all, when none are named.</summary>
    public static IEnumerable<ISandboxRoom> Open(SandboxOptions options, IEnumerable<string>? providers, string apiKey) =>
        (providers ?? Known.Select(room => room.Name)).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => Find(name)(options, apiKey));

    private static Func<SandboxOptions, string, ISandboxRoom> Find(string name) =>
        Array.Find(Known, room => string.Equals(room.Name, name, StringComparison.OrdinalIgnoreCase)).Open
        ?? throw new ArgumentException(
            $"The sandbox does not serve '{name}'; it serves {string.Join(", ", Known.Select(room => room.Name))}.",
            nameof(name));
}
