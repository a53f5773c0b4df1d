"""Sound -> words with speakers: voice activity, transcription, models."""
