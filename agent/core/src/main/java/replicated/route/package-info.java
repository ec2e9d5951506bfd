/**
 * The decision: pure functions of facts to a target and a reason, and the choice among replicas. Knows the replicas'
 * health, bookmarks and the balance that is configured. Called on the application's threads; all is immutable but whose
 * turn it is, one atomic number per database in {@link replicated.route.Chooser}.
 */
@NullMarked
package replicated.route;

import org.jspecify.annotations.NullMarked;
