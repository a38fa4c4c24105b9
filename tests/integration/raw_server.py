"""A server that ends connections as a test wants it to, and counts every request that it has read.

Its behaviour is a function of a Request: it answers, or ends the connection, and says whether the
connection goes on. Each connection has a thread of its own.
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


class RawServer:
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
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            self.talk(connection)
        except OSError:
            pass
        finally:
            connection.close()

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

    def end(self):
        self._listener.close()


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
