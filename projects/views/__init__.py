"""The pages of this room: load, one command, its refusal beside the field or on top."""
