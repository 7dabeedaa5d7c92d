namespace RecordingCmdlets.Runner;

/// <summary>What the runner's exit code says.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Incomplete = 3;
    public const int Fuse = 4;
    public const int Locked = 5;

    /// <summary>For <c>--help</c>.</summary>
    public const string Explanation =
        """
        Exit codes:
          0  done
          1  failed
          2  the command line or the configuration is wrong; nothing was begun
          3  some failed, or time was up, or it was stopped: run it again
          4  a fuse held
          5  another run holds the lock
        """;

    /// <summary>What a failure that ended a command means to who called it. The one place that says so.</summary>
    public static int Of(Exception fault) => fault switch
    {
        OperationCanceledException => Incomplete,
        RecordingArgumentException or RecordingAuthenticationException { ErrorId: "CredentialMissing" or "NotConnected" } => Usage,
        RemovalRefusedException { ErrorId: "DeletionLimitReached" or "RetentionFuseBlown" or "RetentionLimitReached" } => Fuse,
        // It says when to come back.
        ProviderThrottledException => Incomplete,
        _ => Failed,
    };

    /// <summary>What the outcomes of a run mean.</summary>
    public static int Of(IReadOnlyDictionary<RemovalOutcome, long> counts)
    {
        bool Has(params RemovalOutcome[] outcomes) => outcomes.Any(o => counts.GetValueOrDefault(o) > 0);
        if (Has(RemovalOutcome.LimitReached)) return Fuse;
        return Has(RemovalOutcome.Failed, RemovalOutcome.Unknown, RemovalOutcome.NotSent, RemovalOutcome.Accepted, RemovalOutcome.NotFound) ? Incomplete : Done;
    }
}
