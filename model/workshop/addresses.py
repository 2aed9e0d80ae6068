"""Addresses at which the devices of a room reach this machine, the likeliest first, and one as a QR code."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address

import ifaddr
import segno

EVERYWHERE = ("0.0.0.0", "::")
"""Hosts that stand for every address of the machine."""
VIRTUAL = ("docker", "br-", "veth", "virbr", "vbox", "virtualbox", "vmnet", "vmware", "vethernet", "tun", "tap", "wg")
"""Beginnings of names of adapters that lead to no room, in small letters."""


def room_addresses(host: str, port: int) -> tuple[str, ...]:
    """Address and port as people type them: of the host served, or of every adapter that may lead to the room."""
    if host not in EVERYWHERE:
        return (_with_port(f"[{host}]" if ":" in host else host, port),)
    found = dict.fromkeys((*_default(), *_adapters()))
    return tuple(_with_port(address, port) for address in found or (socket.gethostname(),))


def _with_port(address: str, port: int) -> str:
    """An address as short as a browser takes it."""
    return address if port == 80 else f"{address}:{port}"


def _default() -> list[str]:
    """The address from which this machine would speak to others, as far as it knows; nothing is sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation
            return [str(probe.getsockname()[0])]
    except OSError:
        return []


def _adapters() -> list[str]:
    """IPv4 addresses of the machine's adapters: real ones first, and none that leads back to the machine."""
    found = [
        (adapter.nice_name.lower().startswith(VIRTUAL), address)
        for adapter in ifaddr.get_adapters()
        for address in (IPv4Address(str(ip.ip)) for ip in adapter.ips if ip.is_IPv4)
        if not (address.is_loopback or address.is_link_local)
    ]
    return [str(address) for _, address in sorted(found)]


def qr_code(address: str) -> str:
    """A QR code of an address, as SVG; it fills the box it is put into."""
    return segno.make(address, error="m", micro=False).svg_inline(border=3, omitsize=True, light="#fff")
