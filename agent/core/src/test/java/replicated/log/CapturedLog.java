// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes the lines of the log until it is closed, at level debug. */
public final class CapturedLog implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Log.Sink before;

    /** Starts at once. */
    public CapturedLog() {
        Log.configure(new LogSettings(Level.DEBUG, "", LogFormat.TEXT));
        before = Log.divert(lines::add);
    }

    /**
     * Everything that was logged so far, by any thread.
     *
     * @return whole lines
     */
    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        Log.divert(before);
        Log.configure(new LogSettings(Level.INFO, "", LogFormat.TEXT));
    }
}
