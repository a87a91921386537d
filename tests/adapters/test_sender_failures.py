"""HttpSender when the other side is down, hangs, breaks off, floods, or is no URL at all."""

