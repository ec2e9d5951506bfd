// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.List;
import replicated.bookmark.Bookmark;
import replicated.bookmark.PostgresPosition;

/** Clients as they are remembered; in this package because nobody else is to reach them. */
public final class ClientsOfScale {

    private ClientsOfScale() {}

    /**
     * Remembers so many.
     *
     * @param many how many
     * @return what holds them
     */
    public static Object remember(int many) {
        ClientMemory memory = new ClientMemory(ClientMemory.MAX_CLIENTS);
        for (int client = 0; client < many; client++) {
            Bookmark wrote = Bookmark.EMPTY.with("app", new PostgresPosition(1, 1, client), 1_000);
            memory.remember(List.of(memory.name("session-" + client)), List.of(memory.name("entry-" + client)), wrote, 0, 60_000);
        }
        return memory;
    }
}
