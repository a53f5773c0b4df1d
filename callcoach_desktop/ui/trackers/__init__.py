"""The user's trackers: their list in the settings, the editor of one, and what it would find."""
