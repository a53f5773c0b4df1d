"""Bringing calls in: the list of running imports, the way from a drop to a job, the question for a model."""
