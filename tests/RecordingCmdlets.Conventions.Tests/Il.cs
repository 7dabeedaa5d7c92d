using System.Reflection;
using System.Reflection.Emit;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>What methods call, read from their code: what a search in the text could be fooled about.</summary>
internal static class Il
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(f => f.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value);

    /// <summary>Who calls what, as pairs of the outermost calling type and the method called.</summary>
    public static IEnumerable<(Type Caller, MethodBase Called)> Calls(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes())
        {
            var outermost = type;
            while (outermost.DeclaringType is { } outer) outermost = outer;
            foreach (var method in type.GetMethods(Everything).Concat<MethodBase>(type.GetConstructors(Everything)))
                foreach (var called in Calls(method)) yield return (outermost, called);
        }
    }

    private static IEnumerable<MethodBase> Calls(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        for (var at = 0; at < code.Length;)
        {
            short value = code[at++];
            if (value == 0xFE) value = (short)((0xFE << 8) | code[at++]);
            var operation = Codes[value];
            if (operation.OperandType == OperandType.InlineMethod && Resolve(method, BitConverter.ToInt32(code, at)) is { } called) yield return called;
            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        try
        {
            return method.Module.ResolveMethod(
                token,
                method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null,
                method.IsGenericMethod ? method.GetGenericArguments() : null);
        }
        catch (Exception fault) when (fault is FileNotFoundException or TypeLoadException)
        {
            return null; // Of an assembly that is not here, such as PowerShell's own.
        }
    }
}
