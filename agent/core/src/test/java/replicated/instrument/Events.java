// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.util.ArrayList;
import java.util.List;

/** What happened, in order. Public, since classes of other loaders report here too. */
public final class Events {

    static final List<String> SEEN = new ArrayList<>();

    private Events() {}

    /** Reports something. */
    public static void event(String event) {
        SEEN.add(event);
    }
}
