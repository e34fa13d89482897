"""Use cases: the open session, running jobs, takes, comparing, exporting. Asynchronous, without a window."""
