/**
 * Which scope the running code belongs to. Each thread keeps its own record, which only that thread changes; nothing here knows what a scope is
 * made of.
 */
package replicated.context;
