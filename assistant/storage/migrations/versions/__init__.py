"""One file a step; each says what it changes, up and down."""
