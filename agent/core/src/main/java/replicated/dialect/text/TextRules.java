// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.text;

/** How the texts of a database's statements are read. Stateless. */
public interface TextRules {

    /**
     * In what its SQL differs from others'.
     *
     * @return bits of {@link Syntax}
     */
    int syntax();

    /**
     * The modes that a server has unless it was told otherwise.
     *
     * @return bits of {@link Modes}
     */
    default int usualModes() {
        return 0;
    }

    /**
     * The modes that differ between servers: a text is to mean the same in all of them.
     *
     * @return bits of {@link Modes}, {@link #usualModes} among them
     */
    default int possibleModes() {
        return usualModes();
    }

    /**
     * What its words mean.
     *
     * @return a new list; asked once
     */
    WordList words();

    /**
     * What tells of a server and takes names with their schemas to be known.
     *
     * @return never null
     */
    default ServerViews serverViews() {
        return ServerViews.NONE;
    }
}
