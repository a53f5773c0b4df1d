"""Clips and their lists."""
