/** Where registries of Micrometer's are seen. Stateless. */
package replicated.instrument.meter;
