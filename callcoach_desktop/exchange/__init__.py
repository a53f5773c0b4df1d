"""Files of others and ours: WebVTT, SRT, our own JSON."""
