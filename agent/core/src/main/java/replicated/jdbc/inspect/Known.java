package replicated.jdbc.inspect;

/**
 * A text and what it does. Immutable.
 *
 * @param sql the text
 * @param hash its hash code
 * @param verdict what it does
 */
public record Known(String sql, int hash, Verdict verdict) {

    /**
     * Whether this is about a text, told by the object alone: to compare characters is for {@link VerdictCache}.
     *
     * @param text any, or null
     * @return {@code false} also for an equal text that is another object
     */
    @SuppressWarnings("ReferenceEquality")
    public boolean isOf(String text) {
        return sql == text;
    }
}
