"""Kinds that the model does not have, each in one file, to be put beside those it has."""
