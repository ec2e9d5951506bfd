/**
 * Replica sets: servers, their pools, what watchers see of them and what is concluded from that. Knows the dialects'
 * probes, positions and settings. A replica's state is written by its watcher, or by a request that met an error, under
 * the replica's lock, and published as one immutable {@link replicated.replica.Health}. Threads of the application wait
 * here for a connection, for a position, and for an answer on a connection they have borrowed where one URL leads to
 * several servers.
 */
@NullMarked
package replicated.replica;

import org.jspecify.annotations.NullMarked;
