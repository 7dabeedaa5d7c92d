namespace RecordingCmdlets.Sandbox;

/// <summary>Whose token the requests carry, and so what it may do.</summary>
public enum WebexRole
{
    /// <summary>An ordinary user: nothing but the own recordings, and reading those that are shared.</summary>
    User,

    /// <summary>An administrator with the admin scopes.</summary>
    Admin,

    /// <summary>A Compliance Officer: sees everything, even what is purged, and has no recycle bin.</summary>
    ComplianceOfficer,
}
