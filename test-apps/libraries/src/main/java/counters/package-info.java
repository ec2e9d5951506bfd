/** One small thing, counting visits, done once with each library by which Java applications reach a database. */
package counters;
