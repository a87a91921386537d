"""``doctor token``: what is wrong with an access token, its header or its answer."""
