"""Servers that do what a test wants with the bytes of their connections.

RawServer ends connections as a function of a Request says, and counts every request that it has
read: it answers, or ends the connection, and says whether the connection goes on.
"""

import re
import socket
import ssl
import struct
import threading

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Request:
    """One request that was read, and what can be done with its connection."""

    def __init__(self, connection, number, of_all):
        self.connection = connection
        self.number = number  # on its connection, from 1
        self.of_all = of_all  # of the server, from 1

    def answer(self, response=OK):
        self.connection.sendall(response)
        return True

    def close(self):
        return False

    def reset(self):
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        return False


class Listener:
    """Takes connections on a port of loopback, each on a thread of its own, in talk(connection)."""

    def __init__(self, family=socket.AF_INET):
        """To be called last: connections come from then on."""
        host = "::1" if family == socket.AF_INET6 else "127.0.0.1"
        self._listener = socket.create_server((host, 0), family=family, backlog=1024)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            with self.opened(connection) as usable:
                self.talk(usable)
        except OSError:
            pass

    def opened(self, connection):
        return connection

    def end(self):
        self._listener.close()


class RawServer(Listener):
    def __init__(self, behaviour, certificate=None):
        """`certificate`: a pair of PEM files, for https."""
        self._behaviour = behaviour
        self._lock = threading.Lock()
        self.requests = 0  # that were read
        self.connections = 0
        self._tls = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(*certificate)
            self._tls.set_alpn_protocols(["h2", "http/1.1"])
        super().__init__()
        if certificate:
            self.url = f"https://127.0.0.1:{self.port}"

    def opened(self, connection):
        with self._lock:
            self.connections += 1
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls:
            return self._tls.wrap_socket(connection, server_side=True)
        return connection

    def talk(self, connection):
        pending = b""
        number = 0
        while True:
            while b"\r\n\r\n" not in pending:
                received = connection.recv(65536)
                if not received:
                    return
                pending += received
            head, pending = pending.split(b"\r\n\r\n", 1)
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            missing = int(length.group(1)) - len(pending) if length else 0
            while missing > 0:
                received = connection.recv(missing)
                if not received:
                    return
                pending += received
                missing -= len(received)
            pending = pending[int(length.group(1)):] if length else pending
            number += 1
            if not self._behaviour(Request(connection, number, self.count())):
                return

    def count(self):
        with self._lock:
            self.requests += 1
            return self.requests


class EarlyServer(RawServer):
    """Answers an upload when it has read a little of it, and closes with the rest unread."""

    def __init__(self, answer, certificate=None, first_bytes=200):
        super().__init__(None, certificate)
        self._answer = answer
        self._first_bytes = first_bytes

    def talk(self, connection):
        if not connection.recv(self._first_bytes):
            return
        self.count()
        connection.sendall(self._answer)
