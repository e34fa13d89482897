"""What an editor talks about: time, clips, segments, requests, jobs and takes.

Frozen values and pure functions on the standard library alone: no files, no clock, no event loop, no window.
"""
