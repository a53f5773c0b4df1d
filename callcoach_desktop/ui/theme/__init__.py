"""Palettes, fonts and icons from token files."""
