"""The disk: project files, the job journal, settings, secrets, logs.

State that matters is committed before it is acted upon.
"""
