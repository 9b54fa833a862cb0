"""The register of members at the size of the nation: loaded, searched, measured. Run with ``make bench-members``."""
