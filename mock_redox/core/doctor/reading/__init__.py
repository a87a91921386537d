"""Reads what people paste: requests, curl commands, forms, lines of logs."""
