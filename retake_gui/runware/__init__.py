"""The service's client, usable without the rest of the program: wire types, submitting, polling, uploads, downloads."""
