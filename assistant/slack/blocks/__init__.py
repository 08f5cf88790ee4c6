"""What people see in Slack: pure functions from the desk's records to Block Kit, within Slack's limits."""
