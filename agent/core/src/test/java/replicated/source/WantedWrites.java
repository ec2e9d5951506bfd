// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import replicated.jdbc.JvmWrites;

/** Somebody wants to hear of writes, and what is heard is of no interest. */
final class WantedWrites implements JvmWrites {

    @Override
    public boolean wanted() {
        return true;
    }

    @Override
    public void written(String database) {}

    @Override
    public void writtenEarly(String database) {}
}
