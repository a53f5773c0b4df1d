"""The 1-on-1: its agenda and notes for whoever prepares it, and a view for two to look at together."""
