"""Behaviours that the rep builds, of a tracker or of a figure: their list and the editor of one."""
