"""The workshop: the app a room plays with, and what is printed for it."""
