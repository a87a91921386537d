"""What Redox does. No web framework, no sockets, no environment, no wall clock in here."""
