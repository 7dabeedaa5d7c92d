using System.Globalization;

namespace RecordingCmdlets.Engine.Tests.Support;

/// <summary>Runs a test as on a machine of another country.</summary>
internal sealed class CultureScope : IDisposable
{
    private readonly CultureInfo culture = CultureInfo.CurrentCulture;

    public CultureScope(string name) => CultureInfo.CurrentCulture = new CultureInfo(name);

    public void Dispose() => CultureInfo.CurrentCulture = culture;
}
