// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.util.List;
import java.util.Optional;
import replicated.bookmark.Position;

/** A position that is a number in a named history. */
public record NumberPosition(String history, long number) implements Position {

    public static NumberPosition at(long number) {
        return new NumberPosition("a", number);
    }

    @Override
    public Reached covers(Position required) {
        NumberPosition other = (NumberPosition) required;
        if (!other.history.equals(history)) {
            return Reached.INCOMPARABLE;
        }
        return number >= other.number ? Reached.YES : Reached.NO;
    }

    @Override
    public Position merge(Position newer) {
        return covers(newer) == Reached.YES ? this : newer;
    }

    @Override
    public List<Position> parts() {
        return List.of(this);
    }

    @Override
    public Optional<Position> carriedInto(Position primary) {
        return Optional.empty();
    }

    @Override
    public String text() {
        return history + number;
    }
}
