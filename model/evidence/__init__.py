"""Evidence behind a starting score: the replay of documented events, and the parts of the result."""
