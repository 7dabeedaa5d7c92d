namespace RecordingCmdlets.Sandbox;

/// <summary>What the envelope of a list says beside the recordings.</summary>
/// <param name="Collection">The published address of the list.</param>
/// <param name="Number">The number of the page, as asked for.</param>
/// <param name="Index">The place of the page, from 0.</param>
/// <param name="Size">How many items a page may have.</param>
/// <param name="TotalItems">How many items there are on all pages.</param>
/// <param name="HasEmptyEmbedded">Whether <c>_embedded</c> is there although nothing is in it.</param>
internal sealed record class VonagePage(string Collection, int Number, long Index, int Size, int TotalItems, bool HasEmptyEmbedded)
{
    /// <summary>How many pages there are.</summary>
    public int TotalPages => (int)((TotalItems + (long)Size - 1) / Size);
}
