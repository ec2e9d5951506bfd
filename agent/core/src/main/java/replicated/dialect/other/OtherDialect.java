// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.other;

import java.util.Set;
import replicated.dialect.Dialect;
import replicated.dialect.ErrorRules;
import replicated.dialect.Rescue;
import replicated.dialect.ServerProbe;
import replicated.dialect.postgresql.PostgresDialect;
import replicated.dialect.text.TextRules;

/** Every database not known by name: what it does not answer has the safe answer. */
public final class OtherDialect implements Dialect {

    /** Made with the first error. */
    private static final class Errors {

        /** SQL Server: login failed, of whichever kind; Oracle: wrong password, account locked, password expired. */
        private static final Set<Integer> LOGIN_ERRORS =
                Set.of(18451, 18452, 18456, 18461, 18470, 18486, 18487, 18488, 1017, 28000, 28001);

        static final ErrorRules LIST = PostgresDialect.errors(ErrorRules.standard())
                // Sybase's driver.
                .states(Rescue.CONNECTION, "JZ0C0", "JZ0C1")
                // SQL Server; Oracle.
                .codes(Rescue.REFUSED, 3906, 16000)
                .codes(Rescue.CONFLICT, 3947)
                .loginRefused(error -> LOGIN_ERRORS.contains(error.getErrorCode()))
                .build();
    }

    /** Made once a server is none of the known ones. */
    private static final class Rules {

        static final TextRules TEXT = new OtherText();
    }

    @Override
    public String name() {
        return "OTHER";
    }

    /** It is what is left. */
    @Override
    public Set<String> urlKinds() {
        return Set.of();
    }

    @Override
    public boolean isProduct(String product) {
        return false;
    }

    @Override
    public ServerProbe probe() {
        return new PlainProbe();
    }

    @Override
    public ErrorRules errors() {
        return Errors.LIST;
    }

    @Override
    public TextRules text() {
        return Rules.TEXT;
    }

    @Override
    public String toString() {
        return name();
    }
}
