#!/usr/bin/env python3
"""Holds the sources to the rules of docs/contributing.md that a compiler does not know.

usage: tidy_test.py SOURCE_DIR [HRP_BINARY]

Rooms may only include the rooms that the table below allows, and the parts of a room each other in one
direction; files, functions, lines and folders have a largest size; time, randomness, sockets and the
environment are reached through base and net only; libraries stay in the file or room that owns them;
every source has a test; `hrp run --help`, `hrp boom --help` and the README's tables of flags name the
same flags.
"""
import os
import re
import subprocess
import sys
import unittest

ROOT = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else os.getcwd()
BINARY = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else None

MAX_LINE = 100
MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 70
MAX_FOLDER_FILES = 25

# The house (docs/architecture.md): which rooms a room may include, beside itself.
ROOMS = {
    "base": [],
    "stats": ["base"],
    "record": ["base", "stats"],
    "judge": ["base", "stats"],
    "expression": ["base"],
    "testcase": ["base", "expression"],
    "import": ["base", "expression", "testcase"],
    "plugin": ["base", "expression"],
    "net": ["base"],
    "http": ["base", "net"],
    "engine": ["base", "stats", "expression", "testcase", "net", "http"],
    "runner": ["base", "stats", "judge", "expression", "testcase", "engine"],
    "cluster": ["base", "stats", "judge", "expression", "testcase", "engine", "runner"],
    "outputs": ["base", "stats", "record", "judge"],
    "control": ["base", "stats", "judge", "expression", "runner"],
    "cli": ["base", "stats", "record", "judge", "expression", "testcase", "import", "plugin", "net", "engine", "runner", "cluster",
            "outputs", "control"],
}
# The parts of a room are its folders; "." is what lies beside them. A part may include those that it
# names, which stand above it, so that the edges run one way.
PARTS = {
    "base": {".": [], "files": ["."], "machine": ["."]},
    "expression": {".": [], "template": ["."], "jmespath": ["."], "builtins": [".", "template"]},
    "testcase": {
        "files": [],
        "read": ["files"],
        "compile": ["files", "read"],
        "steps": ["files", "read", "compile"],
        "cases": ["files", "read", "compile", "steps"],
        "load": ["files", "read", "compile", "cases"],
    },
    "import": {".": [], "curl": ["."], "browser": [".", "curl"], "har": ["."], "postman": ["."]},
    "cluster": {".": [], "codec": ["."], "master": ["."], "worker": [".", "master"]},
    "http": {
        "message": [],
        "transport": [],
        "http1": ["message", "transport"],
        "http2": ["message", "transport"],
        ".": ["message", "transport", "http1", "http2"],
        "websocket": ["message", "transport", "http1", "http2", "."],
    },
    "plugin": {
        "calls": [],
        "host": ["calls"],
        "native": ["host"],
        "go": ["calls", "host"],
        "python": ["calls", "host"],
    },
    "record": {"file": [], ".": ["file"]},
    "outputs": {
        ".": [],
        "prometheus": ["."],
        "console": [".", "prometheus"],
        "page": ["prometheus"],
        "case": ["."],
        "results": [".", "case"],
    },
    "cli": {
        ".": [],
        "boom": ["."],
        "report": [".", "boom"],
        "run": [".", "boom"],
        "convert": ["."],
        "start": [".", "boom", "report", "run", "convert"],
    },
    "engine": {
        "text": [],
        "pace": [],
        "fleet": [],
        "functions": [],
        "responses": ["text"],
        "requests": ["text", "responses"],
        "run": ["pace", "fleet", "functions", "requests"],
        "users": ["pace", "functions", "responses", "run"],
        "steps": ["text", "pace", "fleet", "responses", "requests", "run", "users"],
        "threads": ["pace", "run", "users", "steps"],
        "cases": ["run", "users"],
    },
}
# Of the engine, runner and cluster may see only the interface.
ENGINE_SEAM = {"runner", "cluster"}

FORBIDDEN_CALLS = re.compile(
    r"steady_clock::now|system_clock::now|\bsleep_for\b|\bsleep_until\b|\busleep\s*\(|\bgetenv\s*\(|"
    r"\brand\s*\(\)|\bgetaddrinfo\s*\(|(?<![\w.:>])socket\s*\((?!\) const)|::socket\s*\(")
FORBIDDEN_OUTSIDE = ("base", "net")

LIBRARIES = {  # include → paths that may have it
    r'<zmq\.h(pp)?>': ("src/cluster/zmq_transport",),
    r'<httplib\.h>': ("src/control/",),
    r'<yaml-cpp/': ("src/testcase/",),
    r'<prometheus/': ("src/outputs/",),
    r'<CLI/': ("src/cli/",),
    r'<simdjson\.h>': ("src/engine/",),
    r'<re2/': ("src/expression/",),
    r'<zstd\.h>': ("src/http/", "src/record/"),
    r'<nghttp2/': ("src/http/http2/", "src/plugin/go/grpc_session"),
}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def sources(*folders):
    for folder in folders:
        for base, _, names in sorted(os.walk(os.path.join(ROOT, folder))):
            for name in sorted(names):
                if name.endswith((".cpp", ".hpp")):
                    path = os.path.join(base, name)
                    with open(path, encoding="utf-8") as file:
                        yield os.path.relpath(path, ROOT), file.read()


def room_of(path):
    parts = path.split(os.sep)
    if parts[0] == "src":
        return parts[1] if len(parts) > 2 else None
    return parts[2] if parts[:2] == ["include", "hrp"] else None


def part_of(path):
    """The folder of a room in which a source lies, "." for the room's own."""
    parts = path.split(os.sep)
    if parts[0] != "src" or len(parts) < 3:
        return None
    return parts[2] if len(parts) > 3 else "."


def functions(text):
    """(first line, number of lines) of every function body, by clang-format's indentation."""
    lines = text.split("\n")
    opened = {}
    for number, line in enumerate(lines, 1):
        stripped = line.lstrip(" ")
        indent = len(line) - len(stripped)
        if indent in (0, 2) and stripped.endswith("{") and not re.match(
                r"(inline )?namespace|class |struct |enum |union |extern |#|\}|public:|private:|//", stripped):
            opened.setdefault(indent, number)
        elif stripped.startswith("}") and indent in opened:
            first = opened.pop(indent)
            yield first, number - first + 1


class Tidy(unittest.TestCase):
    def check(self, problems):
        self.assertEqual([], problems, "\n" + "\n".join(problems))

    def test_sizes(self):
        problems = []
        for path, text in sources("src", "include", "tests"):
            lines = text.split("\n")
            if len(lines) > MAX_FILE_LINES:
                problems.append(f"{path}: {len(lines)} lines, at most {MAX_FILE_LINES}")
            for number, line in enumerate(lines, 1):
                if len(line) > MAX_LINE and "R\"" not in line and "http" not in line:
                    problems.append(f"{path}:{number}: {len(line)} columns, at most {MAX_LINE}")
            for first, length in functions(text):
                if length > MAX_FUNCTION_LINES:
                    problems.append(f"{path}:{first}: function of {length} lines, at most {MAX_FUNCTION_LINES}")
        self.check(problems)

    def test_room_edges(self):
        problems = []
        for path, text in sources("src", "include"):
            room = room_of(path)
            if room is None:
                continue
            self.assertIn(room, ROOMS, path)
            for included in re.findall(r'#include "(?:hrp/)?([a-z]+)/(?:[a-z0-9_]+/)*([a-z0-9_]+)\.hpp"', text):
                other, header = included
                if other == room or other not in ROOMS:
                    continue
                if other not in ROOMS[room]:
                    problems.append(f"{path}: {room} may not use {other}")
                elif other == "engine" and room in ENGINE_SEAM and header != "load_engine":
                    problems.append(f"{path}: {room} may use the engine through load_engine.hpp only")
        self.check(problems)

    def test_edges_between_the_parts_of_a_room_run_one_way(self):
        problems = []
        for room, parts in PARTS.items():
            above = set()
            for part, may_use in parts.items():
                problems += [f"{room}/{part} names {other}, which does not stand above it"
                             for other in may_use if other not in above]
                above.add(part)
        for path, text in sources("src"):
            room, part = room_of(path), part_of(path)
            if room not in PARTS:
                if part not in (".", None):
                    problems.append(f"{path}: {room} has parts, and no table of them")
                continue
            if part not in PARTS[room]:
                problems.append(f"{path}: {part} is no part of {room}")
                continue
            for included in re.findall(r'#include "(%s/[a-z0-9_/]+\.hpp)"' % room, text):
                other = part_of(os.path.join("src", included))
                if other != part and other not in PARTS[room][part]:
                    problems.append(f"{path}: {room}/{part} may not use {other} ({included})")
        self.check(problems)

    def test_folders_show_their_parts(self):
        counts = {}
        for path, _ in sources("src"):
            counts[os.path.dirname(path)] = counts.get(os.path.dirname(path), 0) + 1
        self.check([f"{folder}: {count} source files, at most {MAX_FOLDER_FILES}"
                    for folder, count in counts.items() if count > MAX_FOLDER_FILES])

    def test_private_headers_stay_private(self):
        problems = []
        for path, text in sources("src"):
            for other in re.findall(r'#include "([a-z]+)/(?:[a-z0-9_]+/)*[a-z0-9_]+\.hpp"', text):
                if other in ROOMS and other != room_of(path):
                    problems.append(f"{path}: includes a private header of {other}")
        self.check(problems)

    def test_the_world_is_reached_through_base_and_net(self):
        problems = []
        for path, text in sources("src", "include"):
            if room_of(path) in FORBIDDEN_OUTSIDE:
                continue
            for number, line in enumerate(text.split("\n"), 1):
                code = line.split("//")[0]
                if FORBIDDEN_CALLS.search(code):
                    problems.append(f"{path}:{number}: {code.strip()}")
        self.check(problems)

    def test_libraries_stay_where_they_belong(self):
        problems = []
        for path, text in sources("src", "include"):
            for include, allowed in LIBRARIES.items():
                if re.search("#include " + include, text) and not path.startswith(allowed):
                    problems.append(f"{path}: {include} belongs to {', '.join(allowed)}")
        self.check(problems)

    def test_every_source_has_a_test(self):
        problems = []
        for path, _ in sources("src"):
            if not path.endswith(".cpp") or path == os.path.join("src", "cli", "start", "main.cpp"):
                continue
            test = path.replace("src", os.path.join("tests", "unit"), 1).replace(".cpp", "_test.cpp")
            if not os.path.exists(os.path.join(ROOT, test)):
                problems.append(f"{path}: no {test}")
        self.check(problems)

    def test_headers_are_guarded_and_say_what_they_are(self):
        problems = []
        for path, text in sources("include"):
            lines = text.split("\n")
            if lines[0] != "#pragma once" or not lines[1].startswith("// "):
                problems.append(f"{path}: begins with #pragma once and a comment that says what it is")
        self.check(problems)

    def test_nothing_is_left_unfinished(self):
        problems = []
        for path, text in sources("src", "include", "tests"):
            for number, line in enumerate(text.split("\n"), 1):
                if UNFINISHED.search(line):
                    problems.append(f"{path}:{number}: {line.strip()}")
        self.check(problems)

    def test_the_readme_names_every_flag(self):
        if BINARY is None:
            self.skipTest("no binary given")
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
            sections = re.split(r"^## ", file.read(), flags=re.M)
        for command in ("run", "boom"):
            help_text = subprocess.run([BINARY, command, "--help"], capture_output=True, text=True,
                                       check=True).stdout
            flags = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", help_text)) - {"--help"}
            table = "".join(s for s in sections if s.startswith(f"Flags of `hrp {command}`"))
            documented = set(re.findall(r"^\| `(?:-\w, )?(--[a-z-]+)", table, re.M))
            self.assertEqual(sorted(flags), sorted(documented), command)


if __name__ == "__main__":
    unittest.main(verbosity=1)
