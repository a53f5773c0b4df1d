"""What to do today: one thing to practise, what to hear again, a look back."""
