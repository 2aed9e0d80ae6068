"""What each command does; `simulate.py` only parses words and calls these."""
