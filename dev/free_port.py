"""Print a free TCP port of 127.0.0.1.

python dev/free_port.py [PORT…]     the first of these that is free, else any
"""

import socket
import sys


def free_port(wished=()):
    for port in (*wished, 0):
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return one.getsockname()[1]
    raise OSError("no free port on 127.0.0.1")


if __name__ == "__main__":
    print(free_port(map(int, sys.argv[1:])))
