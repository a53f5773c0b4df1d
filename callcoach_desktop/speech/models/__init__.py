"""The manifest of speech models: get them, verify them, name their folder. Import from the modules."""
