"""Ctrl+K: every action, every call and every setting by a few of its letters."""
