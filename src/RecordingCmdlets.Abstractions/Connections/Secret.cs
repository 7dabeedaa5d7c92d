using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace RecordingCmdlets;

/// <summary>
/// A key, token or password. It never prints: not by <see cref="ToString"/>, not as JSON, not in a debugger's view,
/// not by PowerShell's formatting, since no property holds the value.
/// </summary>
[JsonConverter(typeof(SecretJsonConverter))]
public sealed class Secret : IEquatable<Secret>
{
    /// <summary>What stands for a secret wherever one would be printed.</summary>
    public const string Mask = "********";

    private readonly string value;

    /// <summary>Wraps a secret.</summary>
    /// <param name="value">The plain text; surrounding white space (a pasted line end) is not part of any service's key and is removed.</param>
    /// <exception cref="ArgumentException">The text is empty, or has a character that cannot stand in a header.</exception>
    public Secret(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        this.value = value.Trim();
        if (this.value.Length == 0) throw new ArgumentException("The secret is empty.", nameof(value));
        if (this.value.Any(char.IsControl)) throw new ArgumentException("The secret holds a control character.", nameof(value));
    }

    /// <summary>
    /// The first 16 hex digits of the SHA-256: tells two secrets apart in a ledger without giving either away.
    /// Meant for keys and tokens, which are too long to guess.
    /// </summary>
    /// <returns>Sixteen lower-case hex digits.</returns>
    public string GetFingerprint() => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(value)), 0, 8).ToLowerInvariant();

    /// <summary>The plain text. Call it only where the request is made.</summary>
    /// <returns>The secret itself.</returns>
    public string Reveal() => value;

    /// <summary>Replaces every occurrence of this secret in a text by <see cref="Mask"/>.</summary>
    /// <param name="text">Any text, such as a service's error message.</param>
    /// <returns>The text without the secret.</returns>
    public string RedactFrom(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var redacted = text.Replace(value, Mask, StringComparison.Ordinal);
        var escaped = Uri.EscapeDataString(value);
        if (escaped == value) return redacted;
        // A form, which is what a token endpoint gets, writes a space as plus.
        return redacted.Replace(escaped, Mask, StringComparison.OrdinalIgnoreCase)
            .Replace(escaped.Replace("%20", "+", StringComparison.Ordinal), Mask, StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public override string ToString() => Mask;

    /// <inheritdoc/>
    public bool Equals(Secret? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(other.value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => value.GetHashCode(StringComparison.Ordinal);

    private sealed class SecretJsonConverter : JsonConverter<Secret>
    {
        public override Secret Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is not read from JSON.");

        public override void Write(System.Text.Json.Utf8JsonWriter writer, Secret value, System.Text.Json.JsonSerializerOptions options) =>
            writer.WriteStringValue(Mask);
    }
}
