// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.weave;

/** What is pushed for one parameter of a hook. */
public sealed interface Operand {

    /** The object whose method is hooked. */
    record This() implements Operand {}

    /**
     * A parameter of the hooked method, of a reference type.
     *
     * @param index from 0
     */
    record Argument(int index) implements Operand {}

    /**
     * A constant {@code int}.
     *
     * @param value from 0 to 127
     */
    record Int(int value) implements Operand {}

    /**
     * A constant string.
     *
     * @param value never null
     */
    record Text(String value) implements Operand {}
}
