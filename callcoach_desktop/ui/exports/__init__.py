"""Exporting calls: one dialog."""
