"""The client against a real service, and against peers that break."""
