"""Sound files: probe, decode, peaks, block reading, time stretching."""
