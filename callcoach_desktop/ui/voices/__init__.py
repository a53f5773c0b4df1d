"""The rep's own voice on the settings page."""
