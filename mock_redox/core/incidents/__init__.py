"""A piece of the journal that can be taken elsewhere: saved without secrets, and replayed.

Nothing is imported here: who starts a mock should not pay for what is rarely asked for.
"""
