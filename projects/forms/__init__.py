"""The shapes of what is typed in this room, one module a noun."""
