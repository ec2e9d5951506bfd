// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package demo;

/** Thrown where what happened is not what was told. */
final class StoryFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoryFailed(String message) {
        super(message);
    }
}
