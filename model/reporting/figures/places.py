"""Places of actors on a schematic map."""

from __future__ import annotations

import numpy as np

NEAR = 2.0
"""Degrees within which distances are drawn nearly to scale."""


def places(coordinates: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Place of each actor: true directions from the middle of the region, distances compressed.

    coordinates: actor → latitude, longitude in degrees. The middle is the median of all, so far powers do not pull it;
    a distance of d degrees is drawn as asinh(d / NEAR).
    """
    latitude, longitude = (np.array([point[k] for point in coordinates.values()]) for k in (0, 1))
    north = latitude - np.median(latitude)
    east = (longitude - np.median(longitude)) * np.cos(np.radians(np.median(latitude)))
    far = np.hypot(north, east)
    scale = np.divide(np.arcsinh(far / NEAR), far, out=np.ones_like(far), where=far > 0)
    return {name: (float(x), float(y)) for name, x, y in zip(coordinates, east * scale, north * scale, strict=True)}
