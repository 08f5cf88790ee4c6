"""The Slack surface: arrivals in, answers out; it decides nothing."""
