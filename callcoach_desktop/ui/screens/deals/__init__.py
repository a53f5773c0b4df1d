"""Deals, their calls, and what came after coaching."""
