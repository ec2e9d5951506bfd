// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.util.List;
import java.util.Optional;
import replicated.bookmark.Position;

/**
 * A position of {@link MadeUpDialect}: a number.
 *
 * @param number how far
 */
public record MadeUpPosition(long number) implements Position {

    @Override
    public Reached covers(Position required) {
        return required instanceof MadeUpPosition other && number >= other.number ? Reached.YES : Reached.NO;
    }

    @Override
    public Position merge(Position newer) {
        return covers(newer) == Reached.YES ? this : newer;
    }

    @Override
    public String history() {
        return "made-up";
    }

    @Override
    public List<Position> parts() {
        return List.of(this);
    }

    @Override
    public Optional<Position> carriedInto(Position primary) {
        return Optional.of(this);
    }

    @Override
    public String text() {
        return "x" + number;
    }
}
