// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.util.List;
import java.util.Set;
import replicated.config.JobPattern;

/**
 * What the file names of the application's code. Immutable.
 *
 * @param primary simple or full names of the annotations that ask for the primary
 * @param replica simple or full names of the annotations that allow a replica
 * @param jobs methods that do work outside of requests
 */
public record NamedCode(Set<String> primary, Set<String> replica, List<JobPattern> jobs) {}
