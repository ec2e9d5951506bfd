/** One request: its scope, intent, rules, learned routes, and the bookmark on its response. */
package replicated.request;
