"""Redox over HTTP. The only folder that imports Flask."""
