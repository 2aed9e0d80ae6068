"""Public names: the functions that Python programs call. `model/__init__.py` lists them."""
