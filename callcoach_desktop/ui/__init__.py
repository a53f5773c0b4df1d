"""The only Qt: screens, widgets, theme."""
