"""A CSV that is too large to be kept in memory: each of its rows is used once, whatever happens to the file."""

import http.server
import os
import threading
import unittest
from unittest import mock

from harness import SUCCESS, STOPPED, Master, Scenario, step, wait_for

ROWS = 6_000  # with what is behind the name, more than is read into memory
FIRST = 100  # requests before the file is looked at or spoiled; the others wait for that


class Counter(http.server.ThreadingHTTPServer):
    """Answers everything and remembers what was asked for."""

    daemon_threads = True

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.server.paths.append(self.path)
            if len(self.server.paths) > FIRST:
                self.server.go_on.wait(30)
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        def log_message(self, *_):
            pass

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.paths = []
        self.go_on = threading.Event()
        self.thread = threading.Thread(target=self.serve_forever)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def end(self):
        self.shutdown()
        self.thread.join()
        self.server_close()


class CsvRows(Scenario):
    def setUp(self):
        super().setUp()
        self.server = self.started(Counter())
        self.csv = self.write("users.csv", "name,note\r\n" + "".join(
            f'{row:05},"a ""note"", and more of {row} {"x" * 40}"\r\n' for row in range(ROWS)))
        self.assertGreater(os.path.getsize(self.csv), 300_000)
        self.rows = self.case("rows.json", self.server.url, step("row", "/$name"),
                              parameters={"name": "${parameterize(users.csv)}"},
                              parameters_setting={"pick_order": "unique"})

    def spoil_the_file(self):
        """Once the load goes."""
        wait_for(lambda: len(self.server.paths) > FIRST, what="the first rows")
        os.truncate(self.csv, 10)
        with open(self.csv, "r+", encoding="utf-8") as file:
            file.write("\0" * 5000)
        self.server.go_on.set()

    def assert_each_once(self):
        self.assertEqual(sorted(self.server.paths), [f"/{row:05}" for row in range(ROWS)])

    def test_each_row_is_used_once_though_the_file_is_cut(self):
        process = self.boom(self.rows, "--spawn-count", "8", "--spawn-rate", "100")
        self.spoil_the_file()
        summary = self.finished(process, timeout=60)
        self.assertEqual(summary["total"]["failures"], 0)
        self.assert_each_once()

    def test_each_row_is_used_once_over_a_fleet(self):
        master = Master(self)
        for _ in range(2):
            master.worker()
        master.wait_workers(2)
        self.assertEqual(master.start(self.rows, **{"spawn-count": 8, "spawn-rate": 100}), SUCCESS)
        self.spoil_the_file()
        master.wait_state(STOPPED, timeout=60)
        self.assert_each_once()

    def test_nothing_of_it_is_left_in_the_folder_of_temporary_files(self):
        folder = self.path("temporary")
        os.mkdir(folder)
        with mock.patch.dict(os.environ, TMPDIR=folder):
            process = self.boom(self.rows, "--spawn-count", "8", "--spawn-rate", "100")
        wait_for(lambda: len(self.server.paths) > FIRST, what="the first rows")
        self.assertEqual(os.listdir(folder), [])
        with open(f"/proc/{process.pid}/maps", encoding="utf-8") as file:
            self.assertIn(folder + "/", file.read())
        self.server.go_on.set()
        self.finished(process, timeout=60)


if __name__ == "__main__":
    unittest.main()
