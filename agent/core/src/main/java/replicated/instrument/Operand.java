package replicated.instrument;

/** What is pushed for one parameter of a hook. */
sealed interface Operand {

    /** The object whose method is hooked. */
    record This() implements Operand {}

    /**
     * A parameter of the hooked method, of a reference type.
     *
     * @param index from 0
     */
    record Argument(int index) implements Operand {}

    /**
     * A field of the hooked object, of a reference type.
     *
     * @param name its name
     * @param descriptor its type
     */
    record Field(String name, String descriptor) implements Operand {}

    /**
     * A constant {@code int}.
     *
     * @param value from 0 to 5
     */
    record Int(int value) implements Operand {}

    /**
     * A constant string.
     *
     * @param value never null
     */
    record Text(String value) implements Operand {}

    /** A null. */
    record Null() implements Operand {}
}
