"""Rotation drills: scripts on the mock's clock, and for how long the client was locked out."""
