"""A language model, when an office configures one: it reads facts and may reword a sentence, and decides nothing."""
