"""Runs the contract against a user's system: what it is reached by, and what the report says."""
