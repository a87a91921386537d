"""Destinations: where messages go (webhooks.md 2, platform.md A4)."""
