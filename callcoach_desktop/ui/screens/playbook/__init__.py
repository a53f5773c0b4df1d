"""The playbook: what to say in a situation, why, and where it was heard to work."""
