"""Spanish: its words as English ones, and which words are Spanish at all."""
