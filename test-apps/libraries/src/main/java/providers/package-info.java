/** JPA by other providers than the application's own, with their caches. */
package providers;
