"""Looks at what a client sent, or a receiver got, and says what is wrong with it; all offline."""
