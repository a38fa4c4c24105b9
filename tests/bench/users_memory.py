#!/usr/bin/env python3
"""Measures what an idle user costs: the resident memory of hrp with many users in think time, above
that of a run with one user, per user.

    tests/bench/users_memory.py path/to/hrp [--users 10000] [--goal 1024] [--tls] [--json FILE]

Every user sends one request to a small server (so that it has its connection) and then thinks. Only
memory of the process counts; what the kernel keeps for the sockets is not in it. Exits with 1 when
a user costs more than the goal (1 KiB, with --tls 22 KiB).
"""

import asyncio
import os
import ssl
import subprocess
import tempfile
import time

from bench_args import bench_parser
from bench_process import boom, memory_of, raise_file_limit, write_file
from bench_table import write_json

CASE = """
config:
  name: thinkers
  base_url: "{scheme}://127.0.0.1:{port}"
  verify: false
  variables: {{product: 12}}
teststeps:
  - name: hello
    request: {{method: GET, url: /hello/$product}}
    extract: {{answer: body.ok}}
    validate:
      - eq: [status_code, 200]
  - name: think
    think_time: {{time: 600}}
"""

REPLY = (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n"
         b'{"ok":true}')


class Server:
    """Answers everything with one small JSON and counts the requests."""

    def __init__(self):
        self.requests = 0

    async def serve(self, reader, writer):
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                self.requests += 1
                writer.write(REPLY)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            writer.close()


def tls_context(folder):
    """Of a server with a fresh self-signed certificate."""
    certificate, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-out", certificate, "-keyout", key], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


async def run_once(options, folder, users):
    counter = Server()
    context = tls_context(folder) if options.tls else None
    server = await asyncio.start_server(counter.serve, "127.0.0.1", 0, backlog=4096, ssl=context)
    case = write_file(folder, "think.yaml", CASE.format(port=server.sockets[0].getsockname()[1],
                                                        scheme="https" if options.tls else "http"))
    process = subprocess.Popen(boom(options.binary, case, users, 600, rate=options.rate),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60 + users / options.rate
        while counter.requests < users:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"only {counter.requests} of {users} users sent their request")
            await asyncio.sleep(0.1)
        await asyncio.sleep(2.5)  # two reports of statistics, as in a long run
        return memory_of(process.pid)["VmRSS"]
    finally:
        process.kill()
        process.wait()
        server.close()


def main():
    parser = bench_parser(__doc__, "binary", flags=("users", "json"), users=10_000)
    parser.add_argument("--rate", type=int, default=1_000, help="users started per second")
    parser.add_argument("--goal", type=int, help="bytes per user (1024, with --tls 22528)")
    parser.add_argument("--tls", action="store_true", help="over https")
    options = parser.parse_args()
    options.goal = options.goal or (22 << 10 if options.tls else 1 << 10)
    raise_file_limit()
    with tempfile.TemporaryDirectory(prefix="hrp-memory-") as folder:
        one = asyncio.run(run_once(options, folder, 1))
        many = asyncio.run(run_once(options, folder, options.users))
    per_user = (many - one) / (options.users - 1)
    print(f"1 user: {one / 2**20:.1f} MiB, {options.users} users: {many / 2**20:.1f} MiB, "
          f"{per_user:.0f} bytes per user (goal {options.goal})")
    write_json(options.json, {"one_bytes": one, "many_bytes": many, "bytes_per_user": per_user})
    raise SystemExit(1 if per_user > options.goal else 0)


if __name__ == "__main__":
    main()
