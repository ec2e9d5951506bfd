// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tables that spare most comparisons must lose no text, whatever its length and its end. */
class ConstantScanTest {

    private final byte[] classFile = read();
    private final Set<String> constants = constants(classFile);

    @Test
    void eachConstantIsFoundAsAWhole() {
        assertThat(constants).hasSizeGreaterThan(50).allMatch(text -> matches(text));
    }

    @Test
    void eachConstantIsFoundByEachOfItsEndings() {
        assertThat(constants).allSatisfy(text -> {
            for (int at = 0; at + 2 <= text.length(); at++) {
                assertThat(matches("*" + text.substring(at)))
                        .as(text.substring(at))
                        .isTrue();
            }
        });
    }

    @Test
    void whatIsNoConstantIsNotFound() {
        assertThat(constants).allSatisfy(text -> {
            assertThat(matches(text + "~")).isFalse();
            assertThat(matches("~" + text)).isFalse();
            assertThat(matches("*~" + text)).isFalse();
        });
    }

    @Test
    void textsAreToldApartHoweverManyThereAre() {
        List<List<String>> absent =
                constants.stream().map(text -> List.of("~" + text)).toList();
        List<List<String>> groups = new ArrayList<>(absent);

        assertThat(new ConstantScan(groups).matches(classFile)).isFalse();
        groups.add(List.copyOf(constants));
        assertThat(new ConstantScan(groups).matches(classFile)).isTrue();
    }

    @Test
    void aGroupNeedsAllOfItsTexts() {
        assertThat(new ConstantScan(List.of(List.of("matches", "([B)Z"))).matches(classFile))
                .isTrue();
        assertThat(new ConstantScan(List.of(List.of("matches", "([B)~"))).matches(classFile))
                .isFalse();
    }

    private boolean matches(String text) {
        return new ConstantScan(List.of(List.of(text))).matches(classFile);
    }

    private static byte[] read() {
        try (InputStream in = ConstantScan.class.getResourceAsStream("ConstantScan.class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> constants(byte[] classFile) {
        Set<String> texts = new LinkedHashSet<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile))) {
            in.skipBytes(8);
            int count = in.readUnsignedShort();
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                switch (tag) {
                    case 1 -> texts.add(in.readUTF());
                    case 7, 8, 16, 19, 20 -> in.skipBytes(2);
                    case 15 -> in.skipBytes(3);
                    case 5, 6 -> {
                        in.skipBytes(8);
                        i++;
                    }
                    default -> in.skipBytes(4);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        // A star would be no part of the text.
        texts.removeIf(text -> text.isEmpty() || text.startsWith("*"));
        return texts;
    }
}
