// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import replicated.instrument.weave.MethodHook.EnterResult;
import replicated.instrument.weave.MethodHook.ExitValue;

/**
 * Copies a method with its hook woven in: only static calls of the hooks class, one local variable behind those of the
 * method, and one exception handler around the whole body. Adds no method, field or type, so it can be applied to
 * classes that are loaded already; needs nothing of class files above version 45.
 *
 * <p>At the handler nothing is claimed of the method's own variables: a body is free to store anything in them.
 */
public final class HookedMethod extends MethodVisitor {

    private static final String OBJECT = "java/lang/Object";
    private static final String THROWABLE = "java/lang/Throwable";

    private final MethodHook hook;
    private final String owner;
    private final boolean isStatic;
    private final Type[] parameters;
    private final Type returned;
    private final boolean frames;
    private final int kept;
    private final Label bodyStart = new Label();
    private final Label bodyEnd = new Label();

    /**
     * Prepares the copy.
     *
     * @param target where it is written
     * @param hook what is woven in
     * @param owner internal name of the method's class
     * @param access of the method
     * @param descriptor of the method
     * @param maxLocals of the method
     * @param frames whether this version of class files has stack maps
     */
    public HookedMethod(
            MethodVisitor target,
            MethodHook hook,
            String owner,
            int access,
            String descriptor,
            int maxLocals,
            boolean frames) {
        super(Opcodes.ASM9, target);
        this.hook = hook;
        this.owner = owner;
        this.isStatic = (access & Opcodes.ACC_STATIC) != 0;
        this.parameters = Type.getArgumentTypes(descriptor);
        this.returned = Type.getReturnType(descriptor);
        this.frames = frames;
        this.kept = maxLocals;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        if (hook.result() != EnterResult.REPLACES_RUN) {
            callEnter();
        }
        if (keeps()) {
            visitLabel(bodyStart);
        }
    }

    private void callEnter() {
        StringBuilder descriptor = new StringBuilder("(");
        for (Operand operand : hook.operands()) {
            descriptor.append(push(operand));
        }
        String result = switch (hook.result()) {
            case NOTHING, REPLACES_RUN -> "V";
            case TOKEN, RETURN_IF_ANOTHER, FIRST_ARGUMENT, LAST_ARGUMENT -> "Ljava/lang/Object;";
            case RETURN_FALSE_IF_TRUE, RETURN_TRUE_IF_TRUE -> "Z";
        };
        call(hook.enter(), descriptor.append(')').append(result).toString());
        switch (hook.result()) {
            case NOTHING, REPLACES_RUN -> {}
            case TOKEN -> super.visitVarInsn(Opcodes.ASTORE, kept);
            case FIRST_ARGUMENT -> replace(0);
            case LAST_ARGUMENT -> replace(parameters.length - 1);
            case RETURN_IF_ANOTHER -> returnIfAnother();
            case RETURN_FALSE_IF_TRUE -> returnIfTrue(Opcodes.ICONST_0);
            case RETURN_TRUE_IF_TRUE -> returnIfTrue(Opcodes.ICONST_1);
        }
    }

    private void replace(int parameter) {
        super.visitTypeInsn(Opcodes.CHECKCAST, parameters[parameter].getInternalName());
        super.visitVarInsn(Opcodes.ASTORE, slot(parameter));
    }

    @Override
    public void visitMethodInsn(int opcode, String type, String name, String descriptor, boolean isInterface) {
        if (hook.result() == EnterResult.REPLACES_RUN && name.equals("run") && descriptor.equals("()V")) {
            call(hook.enter(), "(Ljava/lang/Runnable;)V");
        } else {
            super.visitMethodInsn(opcode, type, name, descriptor, isInterface);
        }
    }

    private void returnIfAnother() {
        Label body = new Label();
        super.visitVarInsn(Opcodes.ASTORE, kept);
        super.visitVarInsn(Opcodes.ALOAD, kept);
        super.visitJumpInsn(Opcodes.IFNULL, body);
        super.visitVarInsn(Opcodes.ALOAD, kept);
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitJumpInsn(Opcodes.IF_ACMPEQ, body);
        super.visitVarInsn(Opcodes.ALOAD, kept);
        super.visitTypeInsn(Opcodes.CHECKCAST, returned.getInternalName());
        super.visitInsn(Opcodes.ARETURN);
        super.visitLabel(body);
        Object[] locals = initialLocals();
        visitFrame(Opcodes.F_NEW, locals.length, locals, 0, new Object[0]);
        // The body may begin with a frame of its own, and no place has two.
        super.visitInsn(Opcodes.NOP);
    }

    private void returnIfTrue(int answer) {
        Label body = new Label();
        super.visitJumpInsn(Opcodes.IFEQ, body);
        if (returned.getSort() == Type.VOID) {
            super.visitInsn(Opcodes.RETURN);
        } else {
            super.visitInsn(answer);
            super.visitInsn(Opcodes.IRETURN);
        }
        super.visitLabel(body);
        Object[] locals = initialLocals();
        visitFrame(Opcodes.F_NEW, locals.length, locals, 0, new Object[0]);
        // The body may begin with a frame of its own, and no place has two.
        super.visitInsn(Opcodes.NOP);
    }

    private String push(Operand operand) {
        if (operand instanceof Operand.This) {
            super.visitVarInsn(Opcodes.ALOAD, 0);
            return "Ljava/lang/Object;";
        }
        if (operand instanceof Operand.Argument argument) {
            super.visitVarInsn(Opcodes.ALOAD, slot(argument.index()));
            return "Ljava/lang/Object;";
        }
        if (operand instanceof Operand.Int number) {
            super.visitIntInsn(Opcodes.BIPUSH, number.value());
            return "I";
        }
        super.visitLdcInsn(((Operand.Text) operand).value());
        return "Ljava/lang/String;";
    }

    @Override
    public void visitInsn(int opcode) {
        String exit = hook.exit();
        if (exit != null && opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            callExit(exit);
        }
        super.visitInsn(opcode);
    }

    /** At a return: nothing was thrown. */
    private void callExit(String exit) {
        super.visitVarInsn(Opcodes.ALOAD, kept);
        if (hook.exitValue() == ExitValue.THROWN) {
            super.visitInsn(Opcodes.ACONST_NULL);
        }
        call(exit, exitDescriptor());
    }

    private String exitDescriptor() {
        return switch (hook.exitValue()) {
            case NOTHING -> "(Ljava/lang/Object;)V";
            case THROWN -> "(Ljava/lang/Object;Ljava/lang/Throwable;)V";
        };
    }

    @Override
    public void visitFrame(int type, int localCount, Object[] local, int stackCount, Object[] stack) {
        if (!frames) {
            return;
        }
        if (!keeps()) {
            super.visitFrame(type, localCount, local, stackCount, stack);
            return;
        }
        int slots = 0;
        for (int i = 0; i < localCount; i++) {
            slots += local[i] == Opcodes.LONG || local[i] == Opcodes.DOUBLE ? 2 : 1;
        }
        Object[] padded = new Object[localCount + (kept - slots) + 1];
        System.arraycopy(local, 0, padded, 0, localCount);
        for (int i = localCount; i < padded.length - 1; i++) {
            padded[i] = Opcodes.TOP;
        }
        padded[padded.length - 1] = OBJECT;
        super.visitFrame(Opcodes.F_NEW, padded.length, padded, stackCount, stack);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        String exit = hook.exit();
        if (exit != null) {
            super.visitLabel(bodyEnd);
            super.visitTryCatchBlock(bodyStart, bodyEnd, bodyEnd, null);
            if (frames) {
                Object[] locals = new Object[kept + 1];
                Arrays.fill(locals, Opcodes.TOP);
                locals[kept] = OBJECT;
                super.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {THROWABLE});
            }
            if (hook.exitValue() == ExitValue.THROWN) {
                super.visitInsn(Opcodes.DUP);
                super.visitVarInsn(Opcodes.ALOAD, kept);
                super.visitInsn(Opcodes.SWAP);
                call(exit, exitDescriptor());
            } else {
                callExit(exit);
            }
            super.visitInsn(Opcodes.ATHROW);
        }
        super.visitMaxs(maxStack, maxLocals);
    }

    /** Whether the method has the additional variable; without an exit nothing is kept. */
    private boolean keeps() {
        return hook.exit() != null;
    }

    private void call(String name, String descriptor) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, hook.owner(), name, descriptor, false);
    }

    private int slot(int parameter) {
        int slot = isStatic ? 0 : 1;
        for (int i = 0; i < parameter; i++) {
            slot += parameters[i].getSize();
        }
        return slot;
    }

    /** The variables as they are when the method starts, as a frame writes them. */
    private Object[] initialLocals() {
        List<Object> locals = new ArrayList<>();
        if (!isStatic) {
            locals.add(owner);
        }
        for (Type parameter : parameters) {
            locals.add(
                    switch (parameter.getSort()) {
                        case Type.BOOLEAN, Type.CHAR, Type.BYTE, Type.SHORT, Type.INT -> Opcodes.INTEGER;
                        case Type.FLOAT -> Opcodes.FLOAT;
                        case Type.LONG -> Opcodes.LONG;
                        case Type.DOUBLE -> Opcodes.DOUBLE;
                        default -> parameter.getInternalName();
                    });
        }
        return locals.toArray();
    }
}
