/**
 * Tells Spring Boot's Actuator how the replicas are. Asks the agent by its MBeans, so that nothing of the agent's is
 * needed here, and nothing of this by the agent.
 */
package replicated.actuator;
