/** Replica sets, their pools, watchers and health. */
package replicated.replica;
