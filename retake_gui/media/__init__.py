"""Bytes to frames and sound, and back: probing, exact decoding, cutting windows, conforming, fitting, encoding."""
