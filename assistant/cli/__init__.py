"""The command line: wiring and rendering, no decisions."""
