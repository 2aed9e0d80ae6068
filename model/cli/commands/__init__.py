"""The commands; `simulate.py` only parses words and calls these."""
