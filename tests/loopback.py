import threading
from http.server import HTTPServer


def serve(handler, add_cleanup, port=0):
    """Return a server of this machine that answers with ``handler`` until the test
    cleans up.

    :param port: 0 for one that is free.
    """
    server = HTTPServer(("127.0.0.1", port), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    add_cleanup(thread.join)
    add_cleanup(server.server_close)
    add_cleanup(server.shutdown)
    return server
