"""CallCoach Desktop."""
