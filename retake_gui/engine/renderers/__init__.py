"""What the draft engine renders: a bridge between frames, looks and sounds that words call for, and the file of it."""
