// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

/**
 * A driver's own method for the server's number of a session.
 *
 * @param type the driver's type of connections
 * @param method public, without parameters, of a number
 */
public record SessionNumber(String type, String method) {}
