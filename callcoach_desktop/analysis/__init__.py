"""One call: words -> turns, questions, metrics. Pure functions, no I/O and no clock."""
