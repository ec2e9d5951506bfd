// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

/**
 * What the database said, and which server it was that said it.
 *
 * @param value what it said
 * @param servedBy the server's TCP port as the server itself has it; H2's database path
 */
record Answer<T>(T value, String servedBy) {}
