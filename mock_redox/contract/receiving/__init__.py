"""What the rules about receivers share: messages, counting, likeness, traces, timing."""
