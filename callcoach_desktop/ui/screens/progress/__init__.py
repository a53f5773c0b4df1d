"""One behaviour over thirty days."""
