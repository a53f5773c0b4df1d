"""Questions of both sides: where they are, of which type, and why they count as one."""
