"""What may be cited, and what follows from it. Data first. Knows no model, no index and no Slack."""
