using RecordingCmdlets.Engine.Querying;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>Whether a hold covers an item, as far as what is known of the item tells.</summary>
internal enum HoldVerdict
{
    No,
    Yes,
    CannotTell,
}

/// <summary>The holds of one reading of the file, ready to be matched.</summary>
/// <param name="Path">The file.</param>
/// <param name="Hash">SHA-256 of the file, hex; of nothing when there is no file.</param>
/// <param name="Holds">The holds, oldest first.</param>
internal sealed record HoldSet(string Path, string Hash, IReadOnlyList<Hold> Holds)
{
    private readonly (Hold Hold, Wildcard? Title, Wildcard? Participant)[] compiled =
        [.. Holds.Select(h => (h, h.Title is null ? null : new Wildcard(h.Title), h.Participant is null ? null : new Wildcard(h.Participant)))];

    /// <summary>Finds the hold that covers an item, or else the first of which it cannot be told.</summary>
    /// <param name="item">The identity.</param>
    /// <param name="facts">What the service said of it; null when nothing is known. Columns of a file are no facts.</param>
    public (HoldVerdict Verdict, Hold? Hold) Judge(RecordingReference item, Recording? facts)
    {
        (HoldVerdict, Hold?) open = (HoldVerdict.No, null);
        foreach (var (hold, title, participant) in compiled)
        {
            var verdict = Match(hold, title, participant, item, facts);
            if (verdict == HoldVerdict.Yes) return (verdict, hold);
            if (verdict == HoldVerdict.CannotTell && open.Item2 is null) open = (verdict, hold);
        }

        return open;
    }

    // Every condition must hold. One that fails settles it, whatever is unknown of the others.
    private static HoldVerdict Match(Hold hold, Wildcard? title, Wildcard? participant, RecordingReference item, Recording? facts)
    {
        if (!Allows(hold.Provider, item.Provider) || !Allows(hold.Connection, item.Connection)) return HoldVerdict.No;
        // A bot and its recordings go together: what keeps one keeps the other, by its id as by its kind.
        var related = facts?.RelatedIds ?? [];
        if (!Allows(hold.Kind, item.Kind) && related.Count == 0) return HoldVerdict.No;
        if (hold.Id is not null && !Allows(hold.Id, item.Id) && !related.Any(id => Allows(hold.Id, id))) return HoldVerdict.No;
        var open = false;
        if (title is not null)
        {
            if (facts?.Title is null) open = true;
            else if (!title.Matches(facts.Title)) return HoldVerdict.No;
        }

        if (participant is not null && !participant.Matches(facts?.Owner) && !(facts?.Participants ?? []).Any(participant.Matches))
        {
            if (facts?.NamesAllParticipants != true) open = true;
            else return HoldVerdict.No;
        }

        if (hold.After is { } after)
        {
            if (facts?.CreatedAt is not { } last) open = true;
            else if (last < after) return HoldVerdict.No;
        }

        if (hold.Before is { } before)
        {
            // A bot bears the date of its last recording; removed would be the first as well.
            if ((facts?.Bot is { RecordingIds.Count: > 1 } ? facts.StartedAt ?? facts.CreatedAt : facts?.CreatedAt) is not { } first) open = true;
            else if (first >= before) return HoldVerdict.No;
        }

        return open ? HoldVerdict.CannotTell : HoldVerdict.Yes;
    }

    private static bool Allows(string? wanted, string? actual) => wanted is null || string.Equals(wanted, actual, StringComparison.OrdinalIgnoreCase);
}
