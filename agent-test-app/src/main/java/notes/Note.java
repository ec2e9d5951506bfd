package notes;

/** One note on the board. */
record Note(long id, String text, int visits) {}
