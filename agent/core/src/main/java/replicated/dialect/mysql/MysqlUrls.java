// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mysql;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import replicated.dialect.UrlQuery;
import replicated.dialect.binlog.BinlogUrls;

/** URLs of MySQL's driver. */
final class MysqlUrls extends BinlogUrls {

    private static final String CONNECT_MILLIS = "2000";

    /** MySQL Connector/J reference, "Connection URL syntax": user and password before the host. */
    private static final Pattern LOGIN = Pattern.compile("^jdbc:mysql:[a-z:]*//([^:@/?]+):([^@/?]*)@");

    MysqlUrls() {
        super(CONNECT_MILLIS);
    }

    @Override
    public Map<String, String> login(String url) {
        Matcher login = LOGIN.matcher(url);
        return login.find()
                ? Map.of("user", UrlQuery.decoded(login.group(1)), "password", UrlQuery.decoded(login.group(2)))
                : Map.of();
    }
}
