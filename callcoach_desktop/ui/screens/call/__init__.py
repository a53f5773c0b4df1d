"""One call: map, transcript, figures, player."""
