"""What the pages of this room show, as data for the components."""
