using System.Net;
using System.Security;

namespace RecordingCmdlets.Binding;

/// <summary>Turns PowerShell's secure strings into the one type that carries secrets, and back.</summary>
internal static class Secrets
{
    public static Secret? From(SecureString? text, string parameter)
    {
        if (text is null) return null;
        try
        {
            return new Secret(new NetworkCredential("", text).Password);
        }
        catch (ArgumentException)
        {
            throw new RecordingArgumentException("CredentialInvalid", $"-{parameter} is empty or holds a control character.", "Copy it again, without line breaks.");
        }
    }

    public static SecureString ToSecureString(Secret secret) => new NetworkCredential("", secret.Reveal()).SecurePassword;
}
