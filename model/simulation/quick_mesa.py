"""Mesa, imported at once.

It names its loggers by reading the source of every frame that led to its import, a fifth of the time that a command
takes to start; here it is imported with the two frames it looks at. The bar of its batch runner warns, in a notebook
without ipywidgets, as soon as it is imported: nobody asked for that bar.
"""

import inspect
import warnings
from types import FrameType
from typing import Any, cast


def _two_frames(frame: FrameType, context: int = 1) -> list[tuple[Any, ...]]:
    """The frame and its caller, as `inspect.getouterframes` has them, without their lines."""
    both = [found for found in (frame, frame.f_back) if found is not None]
    return [(found, found.f_code.co_filename, found.f_lineno, found.f_code.co_name, None, None) for found in both]


_all_frames, inspect.getouterframes = inspect.getouterframes, cast(Any, _two_frames)
try:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="IProgress not found")
        import mesa
finally:
    inspect.getouterframes = _all_frames

__all__ = ["mesa"]
