// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.h2;

import replicated.dialect.UrlRules;

/** URLs of H2: mostly files and memory, seldom its server. */
final class H2Urls implements UrlRules {

    private static final String FILE = "file:";

    @Override
    public boolean namesAPlace() {
        return true;
    }

    @Override
    public int port() {
        return 9092;
    }

    @Override
    public String plainName(String database) {
        String path = database.startsWith(FILE) ? database.substring(FILE.length()) : database;
        int slashes = path.indexOf("://");
        return slashes < 0 ? path : path.substring(path.indexOf('/', slashes + "://".length()) + 1);
    }
}
