// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import org.junit.jupiter.params.converter.SimpleArgumentConverter;

/** A dialect by its name, for the tables of tests. */
public final class DialectName extends SimpleArgumentConverter {

    @Override
    protected Object convert(Object source, Class<?> targetType) {
        return Dialects.all().stream()
                .filter(each -> each.name().equals(source))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no dialect is called " + source));
    }
}
