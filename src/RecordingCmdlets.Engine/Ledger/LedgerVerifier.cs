using System.Security.Cryptography;
using System.Text;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>Checks the chain of one ledger, and names the first line that is not as it was written.</summary>
internal static class LedgerVerifier
{
    /// <param name="path">The file.</param>
    /// <param name="expectedHead">The head that it must have; any when null.</param>
    /// <param name="key">The key that its seal must be made with; none is asked for when null.</param>
    /// <param name="read">Hears each line that is chained to the one before. What it heard is worth something only once the whole is sealed.</param>
    public static AuditVerification Verify(string path, string? expectedHead, Secret? key, Action<LedgerLine>? read = null)
    {
        var head = LedgerWriter.Genesis;
        string? runId = null;
        long lines = 0;
        var open = new HashSet<long>();
        LedgerLine? seal = null;
        foreach (var line in LedgerReader.ReadAll(path))
        {
            if (line.IsHalf && seal is null) break; // As a run leaves it that dies.
            lines = line.Number;
            if (seal is not null) return Broken(line.Number, "There is more after the seal.");
            if (!line.IsObject) return Broken(line.Number, "The line is not JSON.");
            if (line.Integer("n") != line.Number) return Broken(line.Number, "A line was removed or added here.");
            var isSeal = line.Text("type") == "seal";
            if (line.Text(isSeal ? "head" : "prev") != head)
            {
                // The link of this line tells of the one before: unless there is none, that is the one which changed.
                return Broken(Math.Max(1, line.Number - 1), "The line is not the one that the next line was chained to.");
            }

            if (line.Number == 1)
            {
                if (line.Text("type") != "header" || line.Text("format") != LedgerHeader.Format) return Broken(1, $"The first line is not a header of {LedgerHeader.Format}.");
                runId = line.Text("run");
            }

            read?.Invoke(line);
            if (isSeal)
            {
                if (line.Integer("count") != line.Number - 1) return Broken(line.Number, "The seal counts other lines.");
                // No hash of another line tells of this one, so it must be the very bytes that a run writes.
                if (line.Hash != LedgerHash.OfSeal(line.Number, head, line.Text("hmac"))) return Broken(line.Number, "The seal is not as a run writes it.");
                seal = line;
                continue;
            }

            head = line.Hash;
            if (line.Text("type") == "intent") open.Add(line.Number);
            else if (line.Text("type") == "outcome" && line.Integer("intent") is { } intent && !IsUncertain(line)) open.Remove(intent);
        }

        if (lines == 0) return Broken(1, "The file holds no whole line.");
        if (expectedHead is not null && !string.Equals(expectedHead.Trim(), head, StringComparison.OrdinalIgnoreCase))
            return Result(AuditState.Mismatch, null, "The chain is unbroken, but its head is not the one that the run ended with: its end was cut off, or it was written anew, or it is another ledger.");
        if (key is not null)
        {
            // Without a seal there is no HMAC: whoever lacks the key could have written such a ledger.
            if (seal is not { } signed) return Result(AuditState.Mismatch, null, "The chain is unbroken, but there is no seal and so no HMAC: the run died or still goes on, or its end was cut off.");
            var expected = Encoding.ASCII.GetBytes(LedgerHash.Sign(head, key));
            if (signed.Text("hmac") is not { } hmac || !CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(hmac)))
                return Result(AuditState.Mismatch, null, "The chain is unbroken, but its HMAC was not made with this key.");
        }

        return seal is null
            ? Result(AuditState.Unsealed, null, "The chain is unbroken; there is no seal, so the run died or still goes on.")
            : Result(AuditState.Sealed, null, "The chain is unbroken and sealed.");

        AuditVerification Broken(long number, string message) => Result(AuditState.Broken, number, message);

        AuditVerification Result(AuditState state, long? broken, string message) => new()
        {
            Path = path,
            RunId = runId,
            State = state,
            Lines = lines,
            FirstBrokenLine = broken,
            UnresolvedIntents = open.Count,
            Head = head == LedgerWriter.Genesis ? null : head,
            Message = message,
        };
    }

    private static bool IsUncertain(LedgerLine outcome) => outcome.Text("outcome") is nameof(RemovalOutcome.Unknown) or nameof(RemovalOutcome.Accepted);
}
