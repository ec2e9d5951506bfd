package replicated.context;

/** What the request side keeps on a thread that works in a scope. */
public interface ScopeFrame {

    /**
     * The scope, which this package compares by identity only.
     *
     * @return never null
     */
    Object scope();
}
