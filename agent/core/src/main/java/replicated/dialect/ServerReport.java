// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

/** Receives what is found out about a server, for people. */
public interface ServerReport {

    /**
     * Something that is so.
     *
     * @param name a word
     * @param value what it is
     */
    void fact(String name, String value);

    /**
     * Something that could be better.
     *
     * @param text a sentence
     */
    void note(String text);

    /**
     * Something that keeps the server from being used.
     *
     * @param text a sentence
     */
    void wrong(String text);
}
