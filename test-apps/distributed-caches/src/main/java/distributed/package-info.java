// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
/** Hits of counters, kept in caches that have a process or a cluster of their own, or could have. */
package distributed;
