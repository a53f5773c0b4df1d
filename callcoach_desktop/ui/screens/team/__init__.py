"""A folder of packages: the same behaviours across reps."""
