"""The window: layout, painting, forwarding events."""
