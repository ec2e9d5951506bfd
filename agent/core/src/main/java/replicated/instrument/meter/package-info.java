/** Where registries of Micrometer's are seen. Stateless. */
@NullMarked
package replicated.instrument.meter;

import org.jspecify.annotations.NullMarked;
