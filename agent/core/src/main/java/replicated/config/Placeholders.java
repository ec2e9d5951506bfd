// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.function.Function;

/**
 * Fills {@code ${NAME}} and {@code ${NAME:default}} in a value. A default may hold placeholders of its own; what comes
 * from the environment is taken as it is. A doubled dollar sign before a brace stands for a plain one.
 */
final class Placeholders {

    private static final String OPEN = "${";

    /** Defaults within defaults; deeper is nothing a person wrote. */
    private static final int DEEPEST = 20;

    /** A value that cannot be filled; the message says why and holds nothing of the value but the name. */
    static final class Unusable extends Exception {
        private final String problem;

        Unusable(String problem) {
            super(problem);
            this.problem = problem;
        }

        /** What is wrong, said of the key. */
        @Override
        public String getMessage() {
            return problem;
        }
    }

    private final Function<String, String> environment;

    Placeholders(Function<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Fills a value.
     *
     * @param text as written in the file
     * @return with all placeholders replaced
     * @throws Unusable if a name is not set and has no default, or a placeholder is not well formed
     */
    String fill(String text) throws Unusable {
        return fill(text, 0);
    }

    private String fill(String text, int depth) throws Unusable {
        int open = text.indexOf(OPEN);
        if (open < 0) {
            return text;
        }
        if (depth > DEEPEST) {
            throw new Unusable("has ${...:${...}} within each other too deeply");
        }
        StringBuilder filled = new StringBuilder();
        int done = 0;
        while (open >= 0) {
            if (open > 0 && text.charAt(open - 1) == '$') {
                filled.append(text, done, open - 1).append(OPEN);
                done = open + OPEN.length();
            } else {
                int close = closing(text, open + OPEN.length());
                filled.append(text, done, open).append(value(text.substring(open + OPEN.length(), close), depth));
                done = close + 1;
            }
            open = text.indexOf(OPEN, done);
        }
        return filled.append(text, done, text.length()).toString();
    }

    /** Where the brace closes; braces in a default are counted. */
    private static int closing(String text, int from) throws Unusable {
        int depth = 1;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        throw new Unusable("has ${ without its closing }; write ${NAME} or ${NAME:default}, or $${ for a plain ${");
    }

    private String value(String placeholder, int depth) throws Unusable {
        int colon = placeholder.indexOf(':');
        String name = colon < 0 ? placeholder : placeholder.substring(0, colon);
        if (!isName(name)) {
            throw new Unusable("has ${...} without a name of letters, digits, _ or . in it; write ${NAME} or"
                    + " ${NAME:default}, or $${ for a plain ${");
        }
        String value = environment.apply(name);
        if (value != null) {
            return value;
        }
        if (colon < 0) {
            throw new Unusable("the environment variable " + name
                    + " is not set and has no default; set it, or write ${" + name + ":default}");
        }
        return fill(placeholder.substring(colon + 1), depth + 1);
    }

    private static boolean isName(String name) {
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            boolean later = (c >= '0' && c <= '9') || c == '.';
            if (!letter && !(at > 0 && later)) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
