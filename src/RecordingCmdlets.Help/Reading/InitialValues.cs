using System.Buffers.Binary;
using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace RecordingCmdlets.Help.Reading;

/// <summary>
/// The constants that properties begin with. Nothing is run: a constructor that says "this, constant, store" names one,
/// and whatever else an initializer does is passed over.
/// </summary>
internal sealed class InitialValues : IDisposable
{
    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(o => o.Value & 0xFFFF);

    private readonly PEReader image;
    private readonly MetadataReader metadata;

    public InitialValues(string assembly)
    {
        image = new PEReader(File.OpenRead(assembly));
        metadata = image.GetMetadataReader();
    }

    /// <returns>A number or a text, or null when there is none that is simple.</returns>
    public object? Find(PropertyInfo property)
    {
        if (property.DeclaringType is not { } type || type.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not { } field) return null;
        foreach (var constructor in type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(c => c.GetParameters().Length == 0))
        {
            var method = metadata.GetMethodDefinition((MethodDefinitionHandle)MetadataTokens.EntityHandle(constructor.MetadataToken));
            return FindStore(image.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? [], field.MetadataToken);
        }

        return null;
    }

    public void Dispose() => image.Dispose();

    private object? FindStore(ReadOnlySpan<byte> code, int field)
    {
        var hasThis = false;
        object? constant = null;
        while (code.Length > 0)
        {
            var size = code[0] == 0xFE ? 2 : 1;
            var operation = OpCodesByValue[size == 2 ? (code[0] << 8) | code[1] : code[0]];
            var operand = code[size..];
            if (operation.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch) return null;
            if (operation == OpCodes.Stfld && constant is not null && BinaryPrimitives.ReadInt32LittleEndian(operand) == field) return constant;
            constant = hasThis ? ConstantOf(operation, operand) : null;
            hasThis = operation == OpCodes.Ldarg_0;
            code = operand[SizeOf(operation.OperandType)..];
        }

        return null;
    }

    private object? ConstantOf(OpCode operation, ReadOnlySpan<byte> operand)
    {
        if (operation == OpCodes.Ldstr) return metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(BinaryPrimitives.ReadInt32LittleEndian(operand)));
        if (operation == OpCodes.Ldc_I4) return (long)BinaryPrimitives.ReadInt32LittleEndian(operand);
        if (operation == OpCodes.Ldc_I4_S) return (long)(sbyte)operand[0];
        if (operation == OpCodes.Ldc_I8) return BinaryPrimitives.ReadInt64LittleEndian(operand);
        if (operation == OpCodes.Ldc_R8) return BinaryPrimitives.ReadDoubleLittleEndian(operand);
        var small = operation.Value - OpCodes.Ldc_I4_0.Value;
        return small is >= -1 and <= 8 ? (long)small : null;
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{operand} is a branch and was refused before.")),
        _ => 4,
    };
}
