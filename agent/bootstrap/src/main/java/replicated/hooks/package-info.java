/**
 * What hooked code calls. In the packaged jar it is {@code java.lang.ReplicatedHooks}, and {@code ReplicatedTaskHooks} for
 * hooked classes of the JDK, defined in the boot loader, because {@code java.*} is what every class loader delegates:
 *
 * <pre>
 *   boot loader        java.lang.Replicated*Hooks         one static call per hook; knows only java.lang
 *        ^
 *   platform loader    java.sql, javax.sql
 *        ^       ^
 *        |       +---- AgentLoader   replicated.*, libraries: never visible to the application
 *        |                           AgentHooks extends ReplicatedHooks
 *   system loader      replicated.bootstrap.Premain, Main
 *        ^
 *   the application    Filter, Servlet, DataSource, ... with calls of ReplicatedHooks woven in
 * </pre>
 *
 * Nothing else goes here: a class in the boot loader cannot even name {@code java.sql.Connection}.
 */
package replicated.hooks;
