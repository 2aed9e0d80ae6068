"""What Python programs call; `model/__init__.py` names it."""
