// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/** What a row of {@code files(body, tags)} has handed out, to be read later, piece by piece. */
final class Lobs {

    private final Blob blob;

    /** An array where the database has them. */
    private final Object tags;

    /** Null before the first piece of it. */
    private InputStream stream;

    Lobs(ResultSet row) throws SQLException {
        blob = row.getBlob(1);
        tags = row.getObject(2);
    }

    /** Reads a piece, and says what it was. */
    String read(int which) throws SQLException {
        return switch (which % 4) {
            case 0 -> "length " + blob.length();
            case 1 -> "bytes " + Arrays.toString(blob.getBytes(1 + which % 3, 4));
            case 2 -> "stream " + piece();
            default -> "tags " + (tags instanceof Array array ? Arrays.toString((Object[]) array.getArray()) : tags);
        };
    }

    private String piece() throws SQLException {
        if (stream == null) {
            stream = blob.getBinaryStream();
        }
        try {
            return Arrays.toString(stream.readNBytes(2));
        } catch (IOException e) {
            throw new SQLException(e.getMessage(), "stream", e);
        }
    }
}
