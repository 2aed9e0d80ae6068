"""Where a starting score comes from: the replay of documented events, and how it is taken apart."""
