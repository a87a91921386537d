"""``doctor webhook``: what is wrong with a push, as it was received."""
