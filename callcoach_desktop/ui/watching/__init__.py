"""Watched folders: what they are, and what they offer."""
