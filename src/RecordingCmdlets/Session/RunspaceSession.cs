using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace RecordingCmdlets.Session;

/// <summary>What one runspace has open: connections and sandboxes. Parallel runspaces never share them; their pace they do.</summary>
internal sealed class RunspaceSession
{
    private static readonly ConditionalWeakTable<Runspace, RunspaceSession> Sessions = new();

    private RunspaceSession()
    {
    }

    /// <summary>The session of the running runspace, if it has one yet.</summary>
    public static RunspaceSession? Existing => Sessions.TryGetValue(Runspace.DefaultRunspace, out var session) ? session : null;

    public static RunspaceSession Current => Sessions.GetValue(Runspace.DefaultRunspace, static _ => new RunspaceSession());

    /// <summary>Whether another runspace of this process has a connection, which this one cannot use.</summary>
    public static bool IsAnotherConnected =>
        Sessions.Any(s => s.Key != Runspace.DefaultRunspace && s.Key.RunspaceStateInfo.State == RunspaceState.Opened && s.Value.Engine.GetProviders().Any(p => p.Connections.Count > 0));

    public IEngineSession Engine { get; } = Loading.Engine.Instance.OpenSession();

    /// <summary>What was shown last, for completion.</summary>
    public RecentItems Recent { get; } = new();

    /// <summary>The running sandboxes, by the connections made for them.</summary>
    public List<(ISandbox Sandbox, IReadOnlyList<string> Connections)> Sandboxes { get; } = [];

    /// <summary>Work that must wait for a pipeline thread of this runspace, such as a script block about a new token.</summary>
    public ConcurrentQueue<Action> Posted { get; } = new();

    /// <summary>Makes a callback that may come from any thread wait for a pipeline thread.</summary>
    public Action<T> Posting<T>(Action<T> callback) => value => Posted.Enqueue(() => callback(value));

    /// <summary>Opens a connection, and forgets what another of its name listed: it may have been to another account.</summary>
    public async Task<ConnectionInfo> ConnectAsync(ConnectionOptions options, INotices notices, CancellationToken stop)
    {
        var connection = await Engine.ConnectAsync(options, notices, stop);
        Recent.Forget(connection.Name);
        return connection;
    }

    /// <summary>Closes a connection and forgets what it listed.</summary>
    public bool Disconnect(string name)
    {
        Recent.Forget(name);
        return Engine.Disconnect(name);
    }

    /// <summary>Stops a sandbox and closes the connections made for it.</summary>
    public void Stop((ISandbox Sandbox, IReadOnlyList<string> Connections) running)
    {
        foreach (var connection in running.Connections) Disconnect(connection);
        running.Sandbox.Dispose();
        Sandboxes.Remove(running);
    }
}
