"""Which assumptions the outcomes hang on: designs of rows, and indices computed from what the rows gave."""
