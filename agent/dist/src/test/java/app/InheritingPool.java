// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import javax.sql.DataSource;

/** Declares nothing itself. */
public final class InheritingPool extends PoolBase implements DataSource {

    InheritingPool(String url, String user, String password) {
        super(url, user, password);
    }
}
