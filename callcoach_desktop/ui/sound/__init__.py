"""Hearing calls: the player, what it plays, the device, and stretches of a call for the pages around it."""
