// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Many patterns as of {@link SegmentPattern}, found without asking each of them: a tree by segments, of which only
 * those branches are gone down that what is looked for can be in. Immutable, so thread-safe.
 */
public final class SegmentIndex {

    private static final String ANY_NUMBER = "**";

    private final Branch root = new Branch(false);

    /** What patterns have in common up to some segment. */
    private static final class Branch {

        /** Whether the last segment stands for any number of them. */
        private final boolean anyNumber;

        /** Null at the end. */
        private @Nullable GlobIndex<Branch> next;

        /** For any number of segments; null as long as no pattern has that here. */
        private @Nullable Branch further;

        /** Patterns that end here; the last places are free. */
        private int[] ends = {};

        private int ending;

        private Branch(boolean anyNumber) {
            this.anyNumber = anyNumber;
        }

        private void end(int number) {
            if (ending == ends.length) {
                ends = Arrays.copyOf(ends, Math.max(1, 2 * ending));
            }
            ends[ending] = number;
            ending++;
        }

        private Branch further() {
            if (further == null) {
                further = anyNumber ? this : new Branch(true);
            }
            return further;
        }

        private Branch begin(String segment) {
            Branch made = new Branch(false);
            next = next == null ? new GlobIndex<>() : next;
            next.add(segment, made);
            return made;
        }
    }

    /**
     * An index.
     *
     * @param patterns each in segments, without what stands between them; their order counts
     */
    public SegmentIndex(List<List<String>> patterns) {
        Map<Branch, Map<String, Branch>> steps = new HashMap<>();
        for (int number = 0; number < patterns.size(); number++) {
            Branch at = root;
            for (String segment : patterns.get(number)) {
                at = segment.equals(ANY_NUMBER) ? at.further() : step(steps, at, segment);
            }
            at.end(number);
        }
    }

    /** The branch that patterns with the same segments so far have in common. */
    private static Branch step(Map<Branch, Map<String, Branch>> steps, Branch from, String segment) {
        Map<String, Branch> known = steps.get(from);
        if (known == null) {
            known = new HashMap<>();
            steps.put(from, known);
        }
        Branch to = known.get(segment);
        if (to == null) {
            to = from.begin(segment);
            known.put(segment, to);
        }
        return to;
    }

    /**
     * The patterns by which something is meant.
     *
     * @param found in segments as well
     * @return the place of each in the list, the first one first; empty if none matches
     */
    public int[] matching(List<String> found) {
        List<Branch> reached = new ArrayList<>();
        reach(root, reached);
        for (String segment : found) {
            List<Branch> beyond = new ArrayList<>();
            for (Branch branch : reached) {
                if (branch.anyNumber) {
                    reach(branch, beyond);
                }
                if (branch.next != null) {
                    branch.next.find(segment, each -> reach(each, beyond));
                }
            }
            reached = beyond;
        }
        int count = 0;
        for (Branch branch : reached) {
            count += branch.ending;
        }
        int[] matching = new int[count];
        int known = 0;
        for (Branch branch : reached) {
            System.arraycopy(branch.ends, 0, matching, known, branch.ending);
            known += branch.ending;
        }
        Arrays.sort(matching);
        return matching;
    }

    /** A branch for any number of segments is reached by several ways, any other by one. */
    private static void reach(Branch branch, List<Branch> reached) {
        if (!branch.anyNumber || !reached.contains(branch)) {
            reached.add(branch);
            if (branch.further != null && !branch.anyNumber) {
                reach(branch.further, reached);
            }
        }
    }
}
