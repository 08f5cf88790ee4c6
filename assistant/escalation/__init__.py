"""The life of a hand-off: what may follow from what, by whom and when. No table, no surface, no clock of its own."""
