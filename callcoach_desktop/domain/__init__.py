"""Frozen types of the field. Imports nothing of ours."""
