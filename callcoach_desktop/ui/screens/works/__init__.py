"""Which of the rep's own habits go with won deals, and how objections were answered."""
