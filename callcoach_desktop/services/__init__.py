"""Use cases: what a screen or a command may ask for."""
