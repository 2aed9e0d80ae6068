"""Under which assumptions a verdict holds: its share of the plausible ones, and the region where it fails."""
