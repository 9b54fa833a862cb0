"""One lending round walked in the browser: a module for each part of the story, and what they all stand on."""
