"""The bench: the service measured against twins of itself that do not encrypt, or do not log."""
