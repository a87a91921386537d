"""Who calls: OAuth API keys, legacy keys, and the tokens that both get."""
