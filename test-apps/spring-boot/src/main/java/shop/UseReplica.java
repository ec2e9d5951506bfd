// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** The agent knows it by its name. */
@Retention(RetentionPolicy.RUNTIME)
@interface UseReplica {}
