"""Recording a call: how it begins, the bar that floats over it, what becomes of it."""
