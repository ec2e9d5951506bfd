// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

/** One note on the board. */
record Note(long id, String text, int visits) {}
