#!/usr/bin/env python3
"""A small HTTP/1.1 server that behaves in a known way and counts what arrives.

Prints its port, then answers until it is killed. GET /count gives its own figures as JSON and is
itself not counted.
"""
import argparse
import asyncio
import gzip
import json
import time

options = argparse.ArgumentParser(description=__doc__)
options.add_argument("--work", type=float, default=0.0, help="seconds before each answer")
options.add_argument("--slow-every", type=int, default=0, help="every Nth request takes --slow")
options.add_argument("--slow", type=float, default=0.0)
options.add_argument("--slow-once", type=int, default=0, help="the Nth request takes --slow")
options.add_argument("--steps", type=int, default=0,
                     help="request k of each N takes k times --work")
options.add_argument("--switch", type=float, default=0.0,
                     help="answers take --slow from this many seconds behind the first request")
options.add_argument("--drop-every", type=int, default=0,
                     help="the Nth request of a connection is worked on, then the connection ends")
options.add_argument("--close", action="store_true", help="announce a close and close")
options.add_argument("--redirect", action="store_true", help="/ answers 302 to /b")
options.add_argument("--status", default="200 OK")
options.add_argument("--header", action="append", default=[], help="a header line of each answer")
options.add_argument("--body", default="ok")
options.add_argument("--page", default="", help="the body of / alone")
options.add_argument("--gzip", action="store_true", help="compress the body for who takes it")
options.add_argument("--backlog", type=int, default=1024)
args = options.parse_args()

figures = {"received": 0, "answered": 0, "connections": 0, "now": 0, "peak": 0, "paths": {}}
times = []
started = None


def seconds(number):
    global started
    started = started or time.monotonic()
    if args.slow_every and number % args.slow_every == 0 or number == args.slow_once:
        return args.slow
    if args.switch and time.monotonic() - started > args.switch:
        return args.slow
    if args.steps:
        return ((number - 1) % args.steps + 1) * args.work
    return args.work


def answer(status, lines, body):
    head = [f"HTTP/1.1 {status}", *lines, f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


async def read_request(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    for line in head.split("\r\n"):
        if line.lower().startswith("content-length:"):
            await reader.readexactly(int(line.split(":")[1]))
    return head, head.split(" ")[1]


async def exchange(reader, writer, on_connection):
    """Takes one request; whether another may follow."""
    head, path = await read_request(reader)
    if path == "/count":
        ordered = sorted(times)
        slowest = {"p50": ordered[len(ordered) // 2], "max": ordered[-1]} if ordered else {}
        writer.write(answer("200 OK", ["Connection: close"],
                            json.dumps({**figures, **slowest}).encode()))
        await writer.drain()
        return False
    begin = time.monotonic()
    if on_connection == 1:
        figures["connections"] += 1
    figures["received"] += 1
    figures["now"] += 1
    figures["peak"] = max(figures["peak"], figures["now"])
    figures["paths"][path] = figures["paths"].get(path, 0) + 1
    await asyncio.sleep(seconds(figures["received"]))
    figures["now"] -= 1
    if args.drop_every and on_connection == args.drop_every:
        return False
    if args.redirect and path == "/":
        writer.write(answer("302 Found", ["Location: /b", "Connection: keep-alive"], b""))
    else:
        text = args.page if args.page and path == "/" else args.body
        body, lines = text.encode(), ["Content-Type: text/html; charset=utf-8", *args.header]
        if args.gzip and "gzip" in head.lower():
            body, lines = gzip.compress(body), [*lines, "Content-Encoding: gzip"]
        lines.append("Connection: close" if args.close else "Connection: keep-alive")
        writer.write(answer(args.status, lines, body))
    await writer.drain()
    figures["answered"] += 1
    times.append(time.monotonic() - begin)
    return not args.close


async def connection(reader, writer):
    number = 1
    try:
        while await exchange(reader, writer, number):
            number += 1
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(connection, "127.0.0.1", 0, backlog=args.backlog)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
