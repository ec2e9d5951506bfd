/**
 * The commands of {@code java -jar replicated.jar}: check, attach, config, version. Nothing here is ever loaded in an
 * application. Knows {@code config}, {@code dialect} and {@code bookmark}. Runs on the main thread; {@code check} asks
 * each server on a thread that it gives up after 30 seconds.
 */
@NullMarked
package replicated.cli;

import org.jspecify.annotations.NullMarked;
