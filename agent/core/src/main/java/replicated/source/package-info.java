/**
 * The application's data sources: which one leads to which database, how its pool is set up, and the hook that hands out routed
 * connections. Knows pools and drivers by name and by their getters only, so it depends on none of them.
 */
package replicated.source;
