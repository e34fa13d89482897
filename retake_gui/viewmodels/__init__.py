"""The services' state as Qt signals, properties, item models and undo commands."""
