// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

/**
 * What a client was told is done, and so has to be shown.
 *
 * @param written the least text of its note
 * @param writtenBy the way by which that was written
 * @param visits the least count of visits
 * @param visitedBy the way by which the last of them was counted
 */
record Promise(long written, String writtenBy, long visits, String visitedBy) {

    static final Promise NOTHING = new Promise(0, Door.NONE, 0, Door.NONE);

    Promise withText(long value, String by) {
        return new Promise(value, by, visits, visitedBy);
    }

    Promise withVisit(String by) {
        return new Promise(written, writtenBy, visits + 1, by);
    }

    /** The way by which it was written what an answer does not show; null where it shows all. */
    String missing(Answer answer) {
        if (answer.value() < written) {
            return writtenBy;
        }
        return answer.visits() < visits ? visitedBy : null;
    }

    @Override
    public String toString() {
        return written + " (" + writtenBy + ") and " + visits + " visits (" + visitedBy + ")";
    }
}
