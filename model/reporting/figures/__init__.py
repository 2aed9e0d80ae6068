"""Pictures: a frame in, a Figure out. Narrow enough for a telephone, wide pages set several side by side."""
