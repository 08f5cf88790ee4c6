"""From words to facts: readers behind one interface."""
