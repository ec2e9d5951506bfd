// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Arrays;
import org.h2.Driver;
import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.client.ReadableByteBuf;
import replicated.bookmark.MariaDbPosition;
import replicated.dialect.CommitAnswers;

/** What comes with an OK packet is read as the manual spells it, and nothing else is taken for a position. */
class MariaDbCommitAnswersTest {

    private static final int SYSTEM_VARIABLE = 0;
    private static final int SCHEMA = 1;

    private final CommitAnswers answers = new MariaDbCommitAnswers();

    private static byte[] text(String text) {
        return withLength(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] withLength(byte[] bytes) {
        return bytes.length < 0xfb
                ? joined(new byte[] {(byte) bytes.length}, bytes)
                : joined(new byte[] {(byte) 0xfc, (byte) bytes.length, (byte) (bytes.length >> 8)}, bytes);
    }

    private static byte[] variable(String name, String value) {
        return change(SYSTEM_VARIABLE, joined(text(name), text(value)));
    }

    private static byte[] change(int type, byte[] held) {
        return joined(new byte[] {(byte) type}, withLength(held));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] packet(byte[]... changes) {
        return withLength(joined(changes));
    }

    private static String read(byte[] packet) {
        return MariaDbCommitAnswers.lastGtid(packet, 0, packet.length);
    }

    @Test
    void theVariableIsFoundWhereverItIsAmongTheChanges() {
        assertThat(read(packet(variable("last_gtid", "0-1-25")))).isEqualTo("0-1-25");
        assertThat(read(packet(
                        change(SCHEMA, text("app")), variable("autocommit", "OFF"), variable("last_gtid", "0-1-25"))))
                .isEqualTo("0-1-25");
        assertThat(read(packet(change(
                        SYSTEM_VARIABLE, joined(text("autocommit"), text("OFF"), text("last_gtid"), text("4-2-9"))))))
                .isEqualTo("4-2-9");
        assertThat(read(packet(variable("x", "a".repeat(300)), variable("last_gtid", "0-1-25"))))
                .isEqualTo("0-1-25");
    }

    @Test
    void whereItIsNotNothingIs() {
        assertThat(read(packet(variable("autocommit", "last_gtid")))).isNull();
        assertThat(read(packet())).isNull();
        assertThat(read(new byte[0])).isNull();
    }

    /** A driver or a server of another version may send what nobody has seen yet. */
    @Test
    void noPacketThatIsCutOffIsTakenForAnother() {
        byte[] whole = packet(variable("autocommit", "OFF"), variable("last_gtid", "0-1-25"));
        for (int length = 0; length < whole.length; length++) {
            assertThat(read(Arrays.copyOf(whole, length)))
                    .as("of %d bytes", length)
                    .isNull();
        }
    }

    @Test
    void whatTheDriverReadsIsToldOnceAndOnlySinceItWasAskedFor() {
        byte[] packet = packet(variable("last_gtid", "0-1-25"));
        Connection none = null;
        answers.reads(new ReadableByteBuf(packet));

        Object before = answers.before(none, new org.mariadb.jdbc.Driver());
        assertThat(answers.since(before)).as("of an earlier commit").isNull();
        ReadableByteBuf buffer = new ReadableByteBuf(packet);
        answers.reads(buffer);

        assertThat(answers.since(before)).isEqualTo(MariaDbPosition.of("0-1-25").orElseThrow());
        assertThat(answers.since(before)).isNull();
        assertThat(buffer.readableBytes()).as("left for the driver").isEqualTo(packet.length);
    }

    @Test
    void whatIsNoBufferOfTheDriversIsPassedOver() {
        Object before = answers.before(null, new org.mariadb.jdbc.Driver());

        answers.reads("0-1-25");
        answers.reads(null);

        assertThat(answers.since(before)).isNull();
        assertThat(answers.before(null, new Driver())).as("of another driver").isNull();
    }
}
