"""Ways in and out: fixtures, servers, the interceptor, the command line, and sending."""
