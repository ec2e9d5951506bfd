/** The commands of {@code java -jar replicated.jar}. Nothing of it is ever loaded in an application. */
package replicated.cli;
