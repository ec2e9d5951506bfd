/** Where containers fix the headers of a response: one file per container. */
package replicated.instrument.commit;
