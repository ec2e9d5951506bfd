// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

/** A way to write. Thread-safe. */
interface Door {

    /**
     * Gives a note another text, and returns when that is committed.
     *
     * @return false where there is no such note
     * @throws Exception where it may or may not have happened
     */
    boolean change(long note, String text) throws Exception;
}
