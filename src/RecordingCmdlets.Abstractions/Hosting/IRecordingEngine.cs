namespace RecordingCmdlets;

/// <summary>
/// The engine, as cmdlets and the runner see it. It is the only type that they create from the isolated load context;
/// everything else comes through it.
/// </summary>
public interface IRecordingEngine
{
    /// <summary>Opens a session: the connections of one runspace, or of one run.</summary>
    /// <param name="environment">Reads an environment variable; the process's own when null.</param>
    /// <returns>The session.</returns>
    IEngineSession OpenSession(Func<string, string?>? environment = null);

    /// <summary>Opens the holds file.</summary>
    /// <param name="path">The file; the default one when null.</param>
    /// <returns>The book of holds. Nothing is read yet.</returns>
    IHoldBook OpenHolds(string? path);

    /// <summary>Opens the folder, or one file, of ledgers.</summary>
    /// <param name="path">A folder or a .jsonl file; the default folder when null.</param>
    /// <returns>The archive. Nothing is read yet.</returns>
    IAuditArchive OpenAudit(string? path);

    /// <summary>Says for every recording of a listing what an age rule does with it. Pure: nothing is asked or sent.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="olderThan">The age from which it is removed.</param>
    /// <param name="now">The one moment ages count from.</param>
    /// <returns>The plan line.</returns>
    PlanLine PlanByAge(Recording recording, TimeSpan olderThan, DateTimeOffset now);

    /// <summary>Looks through a policy file, and tells all that is wrong with it or what it does.</summary>
    /// <param name="path">A .json or .psd1 file.</param>
    /// <returns>The report.</returns>
    /// <exception cref="PolicyException">The file cannot be read.</exception>
    RetentionPolicyReport TestPolicy(string path);

    /// <summary>Reads a policy file.</summary>
    /// <param name="path">A .json or .psd1 file.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="PolicyException">The file cannot be read, or something is wrong with the policy.</exception>
    RetentionPolicy ReadPolicy(string path);

    /// <summary>Says what a policy does with an item. Pure: nothing is asked or sent.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="recording">The item.</param>
    /// <param name="now">The one moment ages count from.</param>
    /// <returns>The plan line.</returns>
    PlanLine Plan(RetentionPolicy policy, Recording recording, DateTimeOffset now);

    /// <summary>Reads the environment so that each variable X may come as a file that X_FILE names.</summary>
    /// <param name="environment">Reads an environment variable; the process's own when null.</param>
    /// <param name="notices">Hears of secrets that everybody may read.</param>
    /// <returns>What <see cref="OpenSession"/> and <see cref="ReadConnections"/> take. It throws <see cref="RecordingArgumentException"/> where a file cannot be read.</returns>
    Func<string, string?> OpenVariables(Func<string, string?>? environment, INotices notices);

    /// <summary>Reads a file of connections: a JSON list without secrets, which names the variables and files that have them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="variables">Reads a variable that the file names.</param>
    /// <param name="notices">Hears of secrets that everybody may read.</param>
    /// <returns>The connections, in the order of the file; none of their secrets has been read yet.</returns>
    /// <exception cref="RecordingArgumentException">The file cannot be used; the message says where and why.</exception>
    IReadOnlyList<ConnectionSpecification> ReadConnections(string path, Func<string, string?> variables, INotices notices);

    /// <summary>Keeps a second run away from the same accounts, on this machine. The system holds it: a run that died has left none.</summary>
    /// <param name="path">The lock file; one for each account, in the state folder, when null.</param>
    /// <param name="connections">What the run works on.</param>
    /// <returns>The lock, which is let go when disposed; null when another run has it.</returns>
    /// <exception cref="RecordingArgumentException">The lock file cannot be made.</exception>
    IDisposable? TryLock(string? path, IReadOnlyList<ConnectionInfo> connections);

    /// <summary>Begins a report: reads plan, holds and ledgers, and takes items in afterwards.</summary>
    /// <param name="options">What it is made from, and where it goes.</param>
    /// <param name="stop">Gives up reading.</param>
    /// <returns>The report. It must be disposed.</returns>
    /// <exception cref="RecordingException">A source cannot be used, or the report cannot be written.</exception>
    Task<IReportRun> BeginReportAsync(ReportOptions options, CancellationToken stop);
}

/// <summary>The connections of one runspace or run, and what can be done through them.</summary>
public interface IEngineSession : IDisposable
{
    /// <summary>What can be asked about bots and about what was said.</summary>
    IBotDesk Bots { get; }

    /// <summary>The services known, with their open connections.</summary>
    /// <returns>In alphabetical order.</returns>
    IReadOnlyList<ProviderInfo> GetProviders();

    /// <summary>Opens a connection, and asks the service one cheap thing so that a wrong key is found here.</summary>
    /// <param name="options">The account and how to reach it.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The connection.</returns>
    Task<ConnectionInfo> ConnectAsync(ConnectionOptions options, INotices notices, CancellationToken cancellation);

    /// <summary>Closes a connection and forgets its credential.</summary>
    /// <param name="name">The name of the connection.</param>
    /// <returns>False when there is none of that name.</returns>
    bool Disconnect(string name);

    /// <summary>Lists recordings, a page at a time. Items may be deleted while it runs: none is skipped and none comes twice.</summary>
    /// <param name="query">What to list.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="cancellation">Stops the asking.</param>
    /// <returns>The recordings as they arrive.</returns>
    IAsyncEnumerable<Recording> ListAsync(RecordingQuery query, INotices notices, CancellationToken cancellation);

    /// <summary>Reads one recording by its id.</summary>
    /// <param name="reference">The identity; the connection may be left out where the service has only one.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="RecordingNotFoundException">The service does not know the id.</exception>
    Task<Recording> GetAsync(RecordingReference reference, INotices notices, CancellationToken cancellation);

    /// <summary>Lists the bots of services that have them, with or without media.</summary>
    /// <param name="query">What to list.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="cancellation">Stops the asking.</param>
    /// <returns>The bots as they arrive.</returns>
    IAsyncEnumerable<RecordingBot> ListBotsAsync(RecordingQuery query, INotices notices, CancellationToken cancellation);

    /// <summary>Reads one bot by its id.</summary>
    /// <param name="reference">The identity; the kind may be empty.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The bot.</returns>
    /// <exception cref="RecordingNotFoundException">The service does not know the id.</exception>
    Task<RecordingBot> GetBotAsync(RecordingReference reference, INotices notices, CancellationToken cancellation);

    /// <summary>Says whether an item can be brought back from a recycle bin, before anybody is asked.</summary>
    /// <param name="target">The item.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <returns>The identity, with connection and kind filled in.</returns>
    /// <exception cref="RecordingArgumentException">The service has no recycle bin, or the item is not in it.</exception>
    RecordingReference CheckRestorable(RemovalTarget target, INotices notices);

    /// <summary>Brings items back from the recycle bin, several by one request, and looks at each afterwards.</summary>
    /// <param name="items">What <see cref="CheckRestorable"/> gave.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="cancellation">Stops between two requests.</param>
    /// <returns>What became of each.</returns>
    IAsyncEnumerable<RestoreResult> RestoreAsync(IReadOnlyList<RecordingReference> items, INotices notices, CancellationToken cancellation);

    /// <summary>Starts a removal run: holds are read and the ledger is opened before anything can be sent.</summary>
    /// <param name="options">Brakes and ledger.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="stop">When it fires nothing new is sent; what is in flight gets a short grace.</param>
    /// <returns>The run. It must be disposed.</returns>
    Task<IRemovalRun> BeginRemovalAsync(RemovalOptions options, INotices notices, CancellationToken stop);

    /// <summary>Plans and their application.</summary>
    IRetentionDesk Retention { get; }

    /// <summary>Starts a run that saves: the folder and its manifest are opened before anything is asked for.</summary>
    /// <param name="options">What is saved, and where.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="stop">When it fires nothing new is begun; what has come of a file so far stays, to go on with later.</param>
    /// <returns>The run. It must be disposed.</returns>
    /// <exception cref="RecordingException">The template is none, or the folder cannot be written.</exception>
    Task<IArchiveRun> BeginArchiveAsync(ArchiveOptions options, INotices notices, CancellationToken stop);

    /// <summary>Asks the services about intents without a certain outcome, and writes what it learned to a ledger of its own.</summary>
    /// <param name="entries">The entries to settle.</param>
    /// <param name="audit">Where the new ledger goes.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="cancellation">Stops the asking.</param>
    /// <returns>The entries as the new ledger has them.</returns>
    IAsyncEnumerable<AuditEntry> ResolveAsync(
        IEnumerable<AuditEntry> entries, AuditOptions audit, INotices notices, CancellationToken cancellation);
}
