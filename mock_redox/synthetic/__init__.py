"""People who do not exist, and messages about them."""
