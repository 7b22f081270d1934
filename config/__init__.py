"""Settings of the service and the shape of its technical log."""
