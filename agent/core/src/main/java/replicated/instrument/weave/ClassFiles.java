// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.weave;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.Opcodes;

/** Versions of class files: those newer than the library knows are read as the newest it knows. */
public final class ClassFiles {

    private static final int NEWEST = Opcodes.V28;

    private ClassFiles() {}

    /**
     * A reader of a class file of any version.
     *
     * @param classFile left as it is
     * @return never null
     */
    public static ClassReader reader(byte[] classFile) {
        if (major(classFile) <= NEWEST) {
            return new ClassReader(classFile);
        }
        byte[] older = classFile.clone();
        setMajor(older, NEWEST);
        return new ClassReader(older);
    }

    /**
     * The major version.
     *
     * @param classFile a class file
     * @return 45 and above
     */
    public static int major(byte[] classFile) {
        return (classFile[6] & 0xff) << 8 | (classFile[7] & 0xff);
    }

    /**
     * Writes the major version.
     *
     * @param classFile changed in place
     * @param major 45 and above
     */
    public static void setMajor(byte[] classFile, int major) {
        classFile[6] = (byte) (major >> 8);
        classFile[7] = (byte) major;
    }
}
