"""Retake: a desktop editor for regenerating a part of a clip."""

__version__ = "0.1.0"
