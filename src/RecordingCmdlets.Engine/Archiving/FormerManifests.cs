using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Archiving;

/// <summary>A file that an earlier run saved.</summary>
/// <param name="Label">What tells it from the other files of its item.</param>
/// <param name="Path">Its path below the folder.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, hex.</param>
internal sealed record FormerFile(string Label, string Path, long SizeBytes, string Sha256);

/// <summary>
/// What earlier runs saved into a folder, by their manifests. Only the places of lines are kept in memory; a manifest whose
/// chain is broken, or that a key should vouch for and does not, is not believed.
/// </summary>
internal sealed class FormerManifests
{
    private readonly List<string> manifests = [];
    private readonly List<(int Manifest, long Offset, int Older)> lines = [];
    private readonly Dictionary<UInt128, int> newest = [];

    /// <summary>Reads the manifests in a folder, and those beside a new one.</summary>
    public static FormerManifests Read(ArchiveFolder folder, string? beside, Secret? key, INotices notices)
    {
        var former = new FormerManifests();
        foreach (var place in new[] { folder.Root, beside }.OfType<string>().Distinct(StringComparer.Ordinal).Where(Directory.Exists))
            foreach (var file in Directory.EnumerateFiles(place, "*.jsonl").Order(StringComparer.Ordinal)) former.Take(file, folder, key, notices);
        return former;
    }

    /// <summary>The files of a part of an item, if one run saved all of them; the latest such run counts.</summary>
    public IReadOnlyList<FormerFile>? Find(Recording item, ArchiveParts part, string basis)
    {
        if (!newest.TryGetValue(KeyOf(item.Reference), out var at)) return null;
        var found = new Dictionary<string, FormerFile>(StringComparer.Ordinal);
        for (var manifest = lines[at].Manifest; at >= 0; at = lines[at].Older)
        {
            if (lines[at].Manifest != manifest) found.Clear();
            manifest = lines[at].Manifest;
            var line = LedgerReader.ReadAt(manifests[manifest], lines[at].Offset);
            // An id says little where an account has been exchanged for another: the moment must be the same too.
            if (line.Text("part") != part.ToString() || line.Moment("created") != item.CreatedAt?.ToUniversalTime()) continue;
            // The sound alone is not the video; what was said in one recording is not what was said in two.
            if ((line.Text("basis") ?? "") != basis) continue;
            if (line.Text("path") is not { } path || line.Integer("size") is not { } size || line.Text("sha256") is not { } hash) continue;
            found.TryAdd(line.Text("label") ?? "", new FormerFile(line.Text("label") ?? "", path, size, hash));
            if (found.Count == line.Integer("files")) return [.. found.Values.Reverse()];
        }

        return null;
    }

    private void Take(string file, ArchiveFolder folder, Secret? key, INotices notices)
    {
        try
        {
            if (LedgerReader.ReadLines(file).FirstOrDefault() is not { IsObject: true } header || header.Text("purpose") != LedgerPurpose.Backup) return;
            // What lies in the folder is about it, wherever the folder was moved to; what lies elsewhere must say so.
            if (Path.GetDirectoryName(file) != folder.Root && header.Text("folder") != folder.Root) return;
            if (new AuditArchive(file).Verify(null, key).Single() is { IsIntact: false } broken)
            {
                notices.Warn($"The manifest {file} is not believed, so what it names is saved anew: {broken.Message}");
                return;
            }

            manifests.Add(file);
            foreach (var line in LedgerReader.ReadLines(file))
            {
                if (line.Text("type") != "file") continue;
                var item = KeyOf(AuditArchive.ReadReference(line));
                lines.Add((manifests.Count - 1, line.Offset, newest.GetValueOrDefault(item, -1)));
                newest[item] = lines.Count - 1;
            }
        }
        catch (AuditException fault)
        {
            notices.Warn($"What it names is saved anew: {fault.Message}");
        }
    }

    // The name of a connection is left out: it may be another one next time.
    private static UInt128 KeyOf(RecordingReference item) =>
        BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', item.Provider, item.Kind, item.Id, item.Owner ?? "", item.Site ?? ""))));
}
