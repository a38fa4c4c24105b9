"""What the soaked fleet talks to: a target that counts the requests it has read, and a Pushgateway,
both of which can be made to fail."""

import asyncio
import socket
import struct
import threading


class LoopThread:
    """An asyncio server with a thread of its own."""

    def __init__(self):
        self.fault = None
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(10)

    def _run(self, ready):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()

    def end(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    @staticmethod
    def reset(writer):
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.close()

    async def _serve(self, reader, writer):
        try:
            while await self.exchange(reader, writer):
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class Target(LoopThread):
    """Faults: "reset" and "close" end the connection of every 20th request instead of answering."""

    def __init__(self):
        self.requests = 0
        super().__init__()

    async def exchange(self, reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        self.requests += 1
        if self.fault and self.requests % 20 == 0:
            if self.fault == "reset":
                self.reset(writer)
            return False
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        return True


class Gateway(LoopThread):
    """Faults: "refuse" answers 503, "hang" never answers."""

    def __init__(self):
        self.pushes = 0
        super().__init__()

    async def exchange(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n")
                       if line.lower().startswith(b"content-length:")), 0)
        await reader.readexactly(length)
        self.pushes += 1
        if self.fault == "hang":
            await asyncio.sleep(60)
            return False
        status = b"503 Service Unavailable" if self.fault == "refuse" else b"202 Accepted"
        writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")
        return True
