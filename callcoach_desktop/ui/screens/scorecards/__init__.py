"""Scorecards: forms, what was filled in, and their editor."""
