/** The decision: pure functions of facts to a target and a reason, and the choice among replicas. */
package replicated.route;
