// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A file of bounded size: when it is full it becomes {@code file.1}, that one {@code file.2}, and so on; the oldest
 * goes. For one process. What cannot be written goes to the other sink, so no line is lost. Thread-safe: all state is
 * guarded by itself.
 */
final class LogFile implements Log.Sink {

    private final File file;
    private final long most;
    private final int kept;
    private final Log.Sink otherwise;

    private @Nullable OutputStream out;
    private long size;
    private long full;
    private boolean failing;
    private boolean closed;

    /**
     * A file that is opened at its first line.
     *
     * @param file appended to if it exists; its directory is made if need be
     * @param most bytes
     * @param kept how many files, this one included
     * @param otherwise where lines go that cannot be written
     */
    LogFile(File file, long most, int kept, Log.Sink otherwise) {
        this.file = file;
        this.most = most;
        this.kept = kept;
        this.otherwise = otherwise;
    }

    File file() {
        return file;
    }

    @Override
    public void write(String line) {
        String failure = append(line);
        // Outside the lock: stderr may block on a pipe that nobody reads.
        if (failure != null) {
            if (!failure.isEmpty()) {
                otherwise.write(failure);
            }
            otherwise.write(line);
        }
    }

    /** Closes the file; lines that still come go to the other sink. */
    synchronized void close() {
        closed = true;
        shut();
    }

    /** Null if the line was written; else what to say about it, which is nothing from the second time on. */
    private synchronized @Nullable String append(String line) {
        if (closed) {
            return "";
        }
        byte[] bytes = (line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
        try {
            OutputStream to = out;
            if (to == null || !file.exists()) {
                to = open();
            }
            if (size > 0 && size + bytes.length > full) {
                to = rotate();
            }
            to.write(bytes);
            size += bytes.length;
            failing = false;
            return null;
        } catch (IOException | SecurityException e) {
            shut();
            boolean first = !failing;
            failing = true;
            return first
                    ? Log.line(
                            System.currentTimeMillis(),
                            Level.WARN,
                            EventKind.OTHER,
                            "the log file " + file.getAbsolutePath() + " cannot be written (" + e.getMessage()
                                    + "); until it can, the log goes to stderr; see log.file in the configuration")
                    : "";
        }
    }

    private OutputStream open() throws IOException {
        shut();
        File directory = file.getAbsoluteFile().getParentFile();
        if (directory != null && !directory.isDirectory()) {
            directory.mkdirs();
        }
        OutputStream opened = new FileOutputStream(file, true);
        out = opened;
        size = file.length();
        full = most;
        return opened;
    }

    private OutputStream rotate() throws IOException {
        shut();
        for (int number = kept - 1; number > 0; number--) {
            File older = numbered(number);
            older.delete();
            numbered(number - 1).renameTo(older);
        }
        boolean stuck = file.exists();
        OutputStream opened = open();
        if (stuck) {
            // Somebody holds it open where that forbids renaming: better too long than lost.
            full = size + most;
        }
        return opened;
    }

    private File numbered(int number) {
        return number == 0 ? file : new File(file.getPath() + "." + number);
    }

    private void shut() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            // Nothing is buffered here, so nothing is lost.
            failing = true;
        }
        out = null;
    }
}
