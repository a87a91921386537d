"""Named sequences of messages about the same visit."""
