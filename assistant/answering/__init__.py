"""The way of a question: one file a step, their order in `pipeline.py`."""
