package replicated.jdbc.source;

import replicated.jdbc.RoutingScope;

/** What the request side keeps on a thread that works in a scope. */
public interface ScopeFrame {

    /**
     * The scope.
     *
     * @return never null
     */
    RoutingScope scope();
}
