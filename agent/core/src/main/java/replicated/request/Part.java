package replicated.request;

import replicated.jdbc.Database;
import replicated.jdbc.RoutingScope.Choice;

/**
 * What one scope did to one database. Fields are written by the thread that uses a connection of the scope to that
 * database and read by the one that commits the response: volatile.
 */
final class Part {

    final Database database;
    /** The one before in the scope's list, or null. */
    final Part next;

    /** A statement that may write has been sent: reads go to the primary from now on. */
    volatile boolean wrote;

    /** Among them was one that is known to be more than a read. */
    volatile boolean proved;

    /** Something has been committed: the response carries a bookmark. */
    volatile boolean committed;

    /** A writing transaction is open. */
    volatile boolean open;

    /** The choice of the replica that all reads of the scope go to, or null. */
    volatile Choice chosen;

    Part(Database database, Part next) {
        this.database = database;
        this.next = next;
    }
}
