// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/**
 * Has {@code Config.DEFAULT}: as a constant of the class itself it would be made at each start, which takes as long as to
 * read the file.
 */
interface DefaultConfig {

    /** What counts where a file says nothing; without replicas. */
    Config DEFAULT = ConfigParser.defaults();
}
