// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.cli;

import java.util.ArrayList;
import java.util.List;
import replicated.dialect.ServerReport;

/** What was found out about a server. For one thread. */
final class ServerFindings implements ServerReport {

    private final List<String> lines = new ArrayList<>();
    private boolean well = true;
    private boolean primary;

    @Override
    public void fact(String name, String value) {
        lines.add(String.format("%-10s %s", name, value));
    }

    @Override
    public void note(String text) {
        lines.add("note: " + text);
    }

    @Override
    public void wrong(String text) {
        lines.add("WRONG: " + text);
        well = false;
    }

    /** It is the very server that is the primary. */
    void isPrimary() {
        primary = true;
    }

    boolean primary() {
        return primary;
    }

    List<String> lines() {
        return lines;
    }

    boolean well() {
        return well;
    }
}
