"""Buttons under the viewer: play, step, loop, compare, hear, volume and time."""
