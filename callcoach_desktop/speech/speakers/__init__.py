"""Who speaks in one channel: voices found in the sound, and words given to them. No torch, only onnxruntime."""
