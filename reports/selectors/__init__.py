"""The reads of this room: across all other rooms, set-wise."""
