"""Answers, forms and the Home as Block Kit; pure functions."""
