using System.Security.Cryptography;
using System.Text;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Storage;
using RecordingCmdlets.Engine.Transcripts;

namespace RecordingCmdlets.Engine.Archiving;

/// <summary>Saves one item: what an earlier run saved and still lies there is looked at, the rest is fetched.</summary>
internal sealed class ItemArchiver(
    ArchiveOptions options, ArchiveFolder folder, NameTemplate names, FormerManifests former, RunLedger manifest, CallScope scope, TimeProvider time, Action<long> onReceived, Action<long> onExpected)
{
    private readonly Dictionary<ulong, ulong> taken = [];

    /// <summary>Refuses what the service does not have for any item, before anything is asked of it.</summary>
    /// <exception cref="RecordingException">It has no such part.</exception>
    public void RequireParts(Connection connection, ResourceDeclaration resource)
    {
        if (options.Include.HasFlag(ArchiveParts.Media) && resource.Media is null) throw Unsupported("Media", connection);
        if (options.Include.HasFlag(ArchiveParts.Transcript) && resource.Transcript is null) throw Unsupported("A transcript", connection);
    }

    /// <summary>Whether an earlier run saved the media, as far as can be told without reading them.</summary>
    public bool WasSaved(Recording item) => former.Find(item, ArchiveParts.Media, BasisOf(item, ArchiveParts.Media)) is not null;

    /// <param name="connection">Where the item is.</param>
    /// <param name="resource">Its kind.</param>
    /// <param name="item">The item.</param>
    /// <param name="exported">Its file in an archive that is here; null when it is to be fetched.</param>
    /// <exception cref="RecordingException">Something asked for is not on disk.</exception>
    public async Task<(bool IsNew, IReadOnlyList<ArchivedFile> Files)> SaveAsync(Connection connection, ResourceDeclaration resource, Recording item, IFileSource? exported)
    {
        var name = NameOf(item);
        var files = new List<ArchivedFile>();
        var isNew = false;
        foreach (var part in (ArchiveParts[])[ArchiveParts.Media, ArchiveParts.Transcript, ArchiveParts.Metadata])
        {
            if (!options.Include.HasFlag(part)) continue;
            if (await FindSavedAsync(item, part) is { } saved)
            {
                files.AddRange(saved);
                continue;
            }

            isNew = true;
            files.AddRange(part switch
            {
                ArchiveParts.Media => await SaveMediaAsync(connection, resource, item, name, exported),
                ArchiveParts.Transcript => [await SaveTranscriptAsync(connection, resource, item, name)],
                _ => [SaveBytes(item, part, MetadataJson.Write(item), name, ".metadata.json")],
            });
        }

        // Nobody is told that it is saved before the manifest says so for good.
        await manifest.FlushAsync();
        return (isNew, files);
    }

    private async Task<IReadOnlyList<ArchivedFile>> SaveMediaAsync(Connection connection, ResourceDeclaration resource, Recording item, string name, IFileSource? exported)
    {
        var reference = item.Reference;
        var media = resource.IsAppSession(item) ? resource.Media!.OfAppSession ?? resource.Media : resource.Media!;
        if (exported is not null && await TryUnpackAsync(item, exported, media.Extension, name) is { } unpacked) return [unpacked];
        if (media.Content is { } content)
            return [await FetchAsync(item, new ServiceFile(connection, content, reference, scope), 1, "", media.Extension, item.SizeBytes, name)];

        var found = await MediaFinder.FindAsync(connection, resource, media, reference, scope);
        var saved = new List<ArchivedFile>();
        foreach (var file in found)
        {
            var form = Choose(file, reference);
            var source = new LinkedFile(connection, form.Link, scope, async () =>
                (await MediaFinder.FindAsync(connection, resource, media, reference, scope)).FirstOrDefault(f => f.Label == file.Label)?.Forms.FirstOrDefault(f => f.Extension == form.Extension)?.Link);
            saved.Add(await FetchAsync(item, source, found.Count, file.Label, form.Extension ?? ExtensionIn(form.Link), file.SizeBytes ?? (found.Count == 1 ? item.SizeBytes : null), name));
        }

        return saved;
    }

    /// <summary>The form that is asked for, or else the best there is.</summary>
    private MediaForm Choose(MediaFile file, RecordingReference item)
    {
        if (options.Format is not { } wanted) return file.Forms[0];
        if (file.Forms.FirstOrDefault(f => string.Equals(f.Extension, wanted, StringComparison.OrdinalIgnoreCase)) is { } form) return form;
        scope.Notices.Warn($"{item} is not to be had as {wanted}: it is saved as {file.Forms[0].Extension ?? "it is"}.");
        return file.Forms[0];
    }

    /// <summary>Takes a file out of an archive; null when it is no good, and has to be fetched singly.</summary>
    private async Task<ArchivedFile?> TryUnpackAsync(Recording item, IFileSource file, string extension, string name)
    {
        try
        {
            return await FetchAsync(item, file, 1, "", extension, item.SizeBytes, name);
        }
        catch (ArchiveException fault) when (fault.ErrorId is "MediaInvalid" or "MediaIncomplete")
        {
            scope.Notices.Warn($"{item.Reference}: {fault.Message} It is fetched singly.");
            return null;
        }
    }

    private async Task<ArchivedFile> FetchAsync(Recording item, IFileSource source, int count, string label, string? extension, long? told, string name)
    {
        var labelled = label.Length == 0 ? name : $"{name}.{SafeName.Cut(SafeName.Part(label), 40)}";
        // What comes out of an archive has been counted when that came.
        var isCounted = source is ExportedFile;
        using var download = new Download(folder, source, folder.Full($"{labelled}.{Mark(item.Reference)}.part"), told, time, isCounted ? Ignore : onReceived, isCounted ? Ignore : onExpected);
        var file = await download.FetchAsync(scope.Abandon);
        var shown = SafeName.Extension(extension ?? ExtensionOf(file.MediaType));
        return Publish(item, ArchiveParts.Media, file, count, label, labelled, "." + shown);
    }

    /// <summary>As the service has it. Where there is none, the item is not saved: who asks for it wants it kept.</summary>
    private async Task<ArchivedFile> SaveTranscriptAsync(Connection connection, ResourceDeclaration resource, Recording item, string name)
    {
        var transcript = await new TranscriptReader(time).ReadAsync(connection, resource, item.Reference, scope) ?? throw new TranscriptException(
            "TranscriptMissing", $"{item} has no transcript, so it does not count as saved.", "Leave Transcript out of -Include for items that have none.");
        return SaveBytes(item, ArchiveParts.Transcript, transcript.Bytes.ToArray(), name, ".transcript." + SafeName.Extension(transcript.Extension));
    }

    private ArchivedFile SaveBytes(Recording item, ArchiveParts part, byte[] bytes, string name, string suffix)
    {
        var makeshift = folder.Full($"{name}{suffix}.{Mark(item.Reference)}.part");
        Stream? file = null;
        try
        {
            file = folder.OpenPart(makeshift);
            file.SetLength(0);
            file.Write(bytes);
            folder.Flush(file);
            return Publish(item, part, new Downloaded(makeshift, bytes.Length, Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant(), null), 1, "", name, suffix);
        }
        catch (IOException fault) when (ArchiveFolder.IsBusy(fault))
        {
            throw Download.Busy(makeshift, fault);
        }
        catch (IOException fault) when (ArchiveFolder.IsFull(fault))
        {
            throw Download.Full(makeshift, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Download.Unwritable(makeshift, fault);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Gives a whole file its name. What is there under it stays: the same file will do, another one gets a neighbour.</summary>
    private ArchivedFile Publish(Recording item, ArchiveParts part, Downloaded file, int count, string label, string name, string suffix)
    {
        foreach (var path in (string[])[name + suffix, $"{name}~{Mark(item.Reference)}{suffix}", $"{name}~{Mark(item.Reference)}-{file.Sha256[..8]}{suffix}"])
        {
            var full = folder.Full(path);
            try
            {
                if (!folder.TryPublish(file.Part, full))
                {
                    if (!IsSame(full, file.SizeBytes, file.Sha256)) continue;
                    ArchiveFolder.Delete(file.Part);
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw Download.Unwritable(full, fault);
            }

            manifest.NoteFile(new SavedFile(item, part, count, label, path, file.SizeBytes, file.Sha256, BasisOf(item, part)));
            return new ArchivedFile(part, full, file.SizeBytes, file.Sha256);
        }

        throw new ArchiveException("ArchiveNameTaken", $"There are other files under the names for {item.Reference}.", "Move them away, or use another folder or template.");
    }

    /// <summary>The files of a part that an earlier run saved, if every one still lies there as it was; null otherwise.</summary>
    private async Task<IReadOnlyList<ArchivedFile>?> FindSavedAsync(Recording item, ArchiveParts part)
    {
        if (former.Find(item, part, BasisOf(item, part)) is not { } known) return null;
        if (part == ArchiveParts.Media && known.Count == 1 && item.SizeBytes is { } told && known[0].SizeBytes != told) return null;
        // What a bot captured can have become more since.
        if (part == ArchiveParts.Media && item.Bot is { RecordingIds.Count: > 0 } bot && !Covers(known, bot.RecordingIds)) return null;
        return await Task.Run(() =>
        {
            var files = new List<ArchivedFile>();
            foreach (var file in known)
            {
                try
                {
                    var full = folder.Full(file.Path);
                    if (!IsSame(full, file.SizeBytes, file.Sha256)) return null;
                    files.Add(new ArchivedFile(part, full, file.SizeBytes, file.Sha256));
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    return null;
                }
            }

            foreach (var (file, at) in known.Zip(files)) manifest.NoteFile(new SavedFile(item, part, known.Count, file.Label, folder.Relative(at.Path), at.SizeBytes, at.Sha256, BasisOf(item, part)));
            return files;
        }, scope.Abandon);
    }

    /// <summary>What a saved part depends on beside the item: the form that was asked for, and what a bot had recorded by then.</summary>
    private string BasisOf(Recording item, ArchiveParts part) => string.Join(' ', (item.Bot?.RecordingIds ?? [])
        .Order(StringComparer.Ordinal)
        .Concat(part == ArchiveParts.Media && options.Format is { } format ? [format.ToLowerInvariant()] : []));

    private static bool Covers(IReadOnlyList<FormerFile> known, IReadOnlyList<string> recordings) =>
        known.Select(k => k.Label).Order(StringComparer.Ordinal).SequenceEqual(recordings.Order(StringComparer.Ordinal));

    private bool IsSame(string full, long size, string hash)
    {
        if (!ArchiveFolder.Exists(full) || ArchiveFolder.Length(full) != size) return false;
        using var file = folder.OpenForReading(full);
        return Convert.ToHexString(SHA256.HashData(file)).Equals(hash, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The name of an item's files. Another item's, that some file system would take for the same, is not used again.</summary>
    private string NameOf(Recording item)
    {
        var name = names.Fill(item);
        var (folded, own) = (Hash(name.Normalize(NormalizationForm.FormKC).ToUpperInvariant()), Hash(item.Reference.ToString() + item.Owner + item.Site));
        lock (taken)
            if (taken.TryAdd(folded, own) || taken[folded] == own) return name;
        return $"{name}~{Mark(item.Reference)}";
    }

    /// <summary>A few characters that tell an item from every other, also where its id does not: two kinds may have the same ids.</summary>
    public static string Mark(RecordingReference item) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', item.Provider, item.Connection ?? "", item.Kind, item.Id, item.Owner ?? "", item.Site ?? ""))), 0, 4).ToLowerInvariant();

    private static void Ignore(long bytes)
    {
    }

    private static ulong Hash(string text) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The extension that people know a file by, for what a server calls it.</summary>
    private static string? ExtensionOf(string? mediaType) => mediaType?.ToLowerInvariant() switch
    {
        "video/mp4" => "mp4",
        "video/webm" or "audio/webm" => "webm",
        "video/quicktime" => "mov",
        "audio/mpeg" or "audio/mp3" => "mp3",
        "audio/mp4" => "m4a",
        "audio/ogg" => "ogg",
        "audio/wav" or "audio/x-wav" or "audio/wave" => "wav",
        "application/zip" => "zip",
        _ => null,
    };

    private static string? ExtensionIn(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var address) && Path.GetExtension(address.AbsolutePath) is { Length: > 1 } extension && SafeName.Extension(extension) is not "bin" and var plain ? plain : null;

    private static ArchiveException Unsupported(string what, Connection connection) => new(
        "ArchivePartUnsupported", $"{what} is not to be had from {connection.Provider.Name}. Nothing was sent.", "Leave it out of -Include for this service.");
}
