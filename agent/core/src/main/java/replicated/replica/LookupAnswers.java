// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The latest answers to one look-up, and which servers follow from them. A name server may know more servers than it
 * tells at once: Aurora's reader endpoint is one reader each time, Consul tells three at most. Taken at its latest word,
 * such a name would have its replicas come and go at each look-up. It is known by a server that comes back while the
 * answers stay as long as they were: then all that are told in {@value #KEPT} answers count. An answer like the one
 * before may be the same, kept by a name server on the way: {@value #SAME} of them in a row are taken for one. Where an
 * answer is longer or shorter than before, servers have come or gone, and what was told before does not count. For one
 * thread.
 */
final class LookupAnswers {

    /** Of five servers told at random, one is missed as long in three of 10,000 times. */
    static final int KEPT = 36;

    /** Half a minute of look-ups, as long as name servers keep such answers at most. */
    static final int SAME = 6;

    /** Of a name that gives new addresses for ever. */
    static final int MOST_SERVERS = 32;

    private final Deque<List<String>> answers = new ArrayDeque<>();
    /** How often the last of them was told once more. */
    private int repeated;

    /**
     * Takes an answer in.
     *
     * @param answer sorted, each server once
     * @return the servers that the name stands for, sorted; no more than {@value #MOST_SERVERS}, unless the answer has
     */
    List<String> add(List<String> answer) {
        if (!answers.isEmpty() && answers.getLast().size() != answer.size()) {
            answers.clear();
        }
        if (!answer.equals(answers.peekLast()) || ++repeated == SAME) {
            answers.add(answer);
            repeated = 0;
            if (answers.size() > KEPT) {
                answers.remove();
            }
        }
        return oneHasComeBack() ? latest(answer) : answer;
    }

    /** A name that moves from server to server does not come back to one; a name server that takes turns does. */
    private boolean oneHasComeBack() {
        Set<String> gone = new HashSet<>();
        Set<String> seen = new HashSet<>();
        for (List<String> answer : answers) {
            if (answer.stream().anyMatch(gone::contains)) {
                return true;
            }
            seen.addAll(answer);
            gone.addAll(seen);
            answer.forEach(gone::remove);
        }
        return false;
    }

    private List<String> latest(List<String> answer) {
        Set<String> servers = new TreeSet<>(answer);
        Iterator<List<String>> backwards = answers.descendingIterator();
        while (backwards.hasNext()) {
            for (String server : backwards.next()) {
                if (servers.size() < MOST_SERVERS) {
                    servers.add(server);
                }
            }
        }
        return List.copyOf(servers);
    }
}
