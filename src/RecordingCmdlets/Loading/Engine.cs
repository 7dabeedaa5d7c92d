namespace RecordingCmdlets.Loading;

/// <summary>The engine and the sandbox, created on first use: importing the module loads neither.</summary>
internal static class Engine
{
    private static readonly Lazy<DependencyContext> Context = new(() =>
        new DependencyContext(Path.Combine(Path.GetDirectoryName(typeof(Engine).Assembly.Location)!, "deps")));

    private static readonly Lazy<IRecordingEngine> Created = new(() =>
        Create<IRecordingEngine>("RecordingCmdlets.Engine", "RecordingCmdlets.Engine.RecordingEngine"));

    private static readonly Lazy<ISandboxFactory> CreatedSandboxes = new(() =>
        Create<ISandboxFactory>("RecordingCmdlets.Sandbox", "RecordingCmdlets.Sandbox.SandboxFactory"));

    public static IRecordingEngine Instance => Created.Value;

    public static ISandboxFactory Sandboxes => CreatedSandboxes.Value;

    private static T Create<T>(string assembly, string type) =>
        (T)Activator.CreateInstance(Context.Value.LoadOwn(assembly).GetType(type, throwOnError: true)!)!;
}
