"""The outcomes of a world, monthly and at the end."""
