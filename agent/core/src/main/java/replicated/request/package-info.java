/**
 * One request: its scope, intent, rules, the bookmark on its response, and what is learnt of routes. Knows everything
 * from {@code jdbc} down. A scope is used by the threads that work for its request, so what changes in it is volatile;
 * what all scopes share is in {@link replicated.request.Scopes} and thread-safe. One thread of its own, for the file of
 * learnt routes.
 */
@NullMarked
package replicated.request;

import org.jspecify.annotations.NullMarked;
