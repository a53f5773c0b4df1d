"""Looking back at a call: the rep's own view first, then the figures beside it."""
