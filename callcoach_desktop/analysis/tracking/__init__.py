"""Trackers: the user's own phrases, found by their words, and ideas, found by what they mean."""
