"""A stand-in Slack on this machine, for tests and the demo; knows nothing of the assistant."""
