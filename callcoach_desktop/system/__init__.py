"""Paths, permissions, logging, locks: the operating system as we use it."""
