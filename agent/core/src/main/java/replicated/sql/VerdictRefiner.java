// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

/**
 * What a text cannot say of itself: what the functions do that it calls, and what the tables are that it names.
 * Immutable.
 */
@FunctionalInterface
public interface VerdictRefiner {

    /** Takes each text for what it says itself. */
    VerdictRefiner NONE = InspectedText::inspected;

    /**
     * The verdict on a text.
     *
     * @param text inspected
     * @return never null
     */
    Verdict judge(InspectedText text);
}
