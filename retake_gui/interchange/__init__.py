"""Formats that other editing programs read, as pure functions."""
