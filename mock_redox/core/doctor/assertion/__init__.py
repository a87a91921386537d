"""``doctor assertion``: what is wrong with a token request, or the assertion in it."""
