/**
 * What PostgreSQL's driver has to find by name, and so is defined beside it. Nothing of ours refers to it but by name.
 * Thread-safe.
 */
@NullMarked
package org.postgresql;

import org.jspecify.annotations.NullMarked;
