"""The embedded draft engine: a server on loopback that speaks the service's protocol, and what it renders."""
