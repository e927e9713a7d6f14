"""Prints, for each port given, that port if it is free on loopback and another free one if not."""

import socket
import sys


def holds(port):
    """Binds the port and returns the socket, or None where somebody has it."""
    holder = socket.socket()
    try:
        holder.bind(("127.0.0.1", port))
        holder.listen(1)
        return holder
    except OSError:
        holder.close()
        return None


# All are held until the end, so that no port is given out twice.
held = [holds(int(wanted)) or holds(0) for wanted in sys.argv[1:]]
print(*(holder.getsockname()[1] for holder in held))
