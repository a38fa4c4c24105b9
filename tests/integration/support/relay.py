"""A TCP relay between a worker and its master: a link that can be cut, as dropped packets or a
firewall that resets would, and mended."""

import socket
import struct
import threading


class Relay:
    def __init__(self, target_port):
        self._target = ("127.0.0.1", target_port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._changed = threading.Condition()
        self._held = set()  # directions in which nothing passes: "to_master", "to_worker"
        self._refuses = False
        self._ends = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, *directions):
        """Nothing passes from now on; what is sent waits, as TCP would send it again."""
        with self._changed:
            self._held = set(directions or ("to_master", "to_worker"))

    def refuse(self):
        """Connections are reset, the present ones too."""
        with self._changed:
            self._refuses = True
            self._reset_all()

    def mend(self):
        with self._changed:
            self._held = set()
            self._refuses = False
            self._changed.notify_all()

    def end(self):
        self.refuse()
        self.mend()
        self._listener.close()

    def _reset_all(self):
        for end in self._ends:
            self._reset(end)
        self._ends.clear()
        self._held = set()
        self._changed.notify_all()

    @staticmethod
    def _reset(end):
        try:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.shutdown(socket.SHUT_RD)
            end.close()
        except OSError:
            pass

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            with self._changed:
                refuses = self._refuses
            try:
                if refuses:
                    raise OSError("refused")
                far = socket.create_connection(self._target, timeout=5)
            except OSError:
                self._reset(near)
                continue
            far.settimeout(None)
            with self._changed:
                self._ends.update((near, far))
            for pair in ((near, far, "to_master"), (far, near, "to_worker")):
                threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, source, sink, direction):
        try:
            while data := source.recv(65536):
                with self._changed:
                    self._changed.wait_for(lambda: direction not in self._held)
                sink.sendall(data)
        except OSError:
            pass
        with self._changed:
            for end in (source, sink):
                self._ends.discard(end)
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                end.close()
