"""What the rules for clients share: calls, what was seen of them, and the mock as they need it."""
