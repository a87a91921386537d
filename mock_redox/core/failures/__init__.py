"""Failures of authentication by name: what each is, how it is made to happen, why it happened."""
