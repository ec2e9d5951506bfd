/**
 * The application's data sources: which one leads to which database, how its pool is set up, and the hook that hands
 * out routed connections. Knows pools and drivers by name and by their getters only, so it depends on none of them; of
 * the agent it knows everything from {@code jdbc} down. Runs on the application's threads; the registry in
 * {@link replicated.source.DataSources} is guarded by one lock, under which nothing of the application is called.
 */
@NullMarked
package replicated.source;

import org.jspecify.annotations.NullMarked;
