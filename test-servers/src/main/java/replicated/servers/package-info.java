/**
 * Real replicating database servers on this machine, for tests and for the demo: started from binaries published on
 * Maven Central, with the faults a test wants to see (kill, freeze, lag, promotion, a bad network), and gone on close.
 */
package replicated.servers;
