"""Paths, locks, logging, disk and files: what we ask of the operating system."""
