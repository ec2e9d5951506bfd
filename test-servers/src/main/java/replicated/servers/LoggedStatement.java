// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.time.Instant;

/**
 * A statement as a server's own log has it: the proof of what ran where.
 *
 * @param time when the server took it up
 * @param session names the connection among those of this server
 * @param user the database user of the session; empty where the log does not say
 * @param application the name the session gave itself (PostgreSQL's {@code application_name}); empty where there is
 *     none
 * @param text the SQL
 */
public record LoggedStatement(Instant time, String session, String user, String application, String text) {}
