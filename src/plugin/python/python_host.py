"""Runs the functions of a debugtalk.py for hrp, which starts `python3 -c` with this text.

Descriptor 3 brings frames, descriptor 4 takes them: a length (4 bytes, big endian, of what follows),
a call number (8 bytes) and JSON. The first frame says which file to import and where hrp keeps copies of
the author's files, each below its own absolute path; its answer names the functions. A call is
[name, arguments]; its answer a byte 1 and the value, or a byte 0 and {type, message, line, traceback}.
Bytes are {"\0bytes": BASE64}. What the author's code prints goes to standard error, and its standard
input is empty.

One thread, the leader, reads calls and runs them itself, which costs nothing for short functions.
A call that takes long (it sleeps, waits for a network) must not keep the others waiting: the main
thread watches the leader and gives the lead to another thread when a call is not over in SLOW.
"""
import sys

if sys.path[:1] == [""]:
    del sys.path[0]  # what lies in the working folder is no module of anybody

import ast
import base64
import importlib.machinery
import importlib.util
import inspect
import json
import linecache
import os
import signal
import struct
import threading
import time
import traceback
import types

REQUESTS, ANSWERS = 3, 4
HEAD = struct.Struct(">IQ")
MAX_FRAME = 64 << 20
MAX_THREADS = 64
SLOW = 0.005  # seconds; a call that takes longer gives the lead away
FAST = 0.001  # a slow function that answers faster than this is fast again
DOZE_AFTER = 200  # quiet rounds of the watch until it waits to be woken

BYTES = "\0bytes"
BYTES_IN_TEXT = b'{"\\u0000bytes":'
MAX_TRACEBACKS = 100  # different ones; a function that fails does it often
MAX_FRAMES, MAX_TRACEBACK = 30, 16000


def marked(value):
    """What JSON has no form for."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {BYTES: base64.b64encode(value).decode()}
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def unmarked(value):
    return base64.b64decode(value[BYTES]) if len(value) == 1 and BYTES in value else value


encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"),
                          default=marked).encode


def decode(body):
    return json.loads(body, object_hook=unmarked if BYTES_IN_TEXT in body else None)


def place(error, file):
    """The line of the author's file that an error comes from, or None."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


traced = set()


def trace_of(error, kind):
    """The traceback from the author's first frame on, or None when one like it was given before."""
    if kind in traced or len(traced) >= MAX_TRACEBACKS:
        return None
    traced.add(kind)
    trace = error.__traceback__
    while trace is not None and (trace.tb_frame.f_globals is globals()
                                 or trace.tb_frame.f_code.co_filename.startswith("<frozen ")):
        trace = trace.tb_next
    lines = traceback.format_exception(type(error), error, trace, limit=-MAX_FRAMES)
    return "".join(lines).rstrip()[-MAX_TRACEBACK:]


def described(error, source, name=""):
    """Names the author's files, whether or not it is copies of them that were imported."""
    try:
        message = error.msg if isinstance(error, SyntaxError) else str(error)
        message = message.replace(source["copies"], "")
    except Exception:
        message = "its text cannot be had"
    line = place(error, source["file"])
    out = {"type": type(error).__name__, "message": message, "line": line}
    try:
        trace = trace_of(error, (name, out["type"], line))
    except Exception:
        trace = None
    if trace:
        out["traceback"] = trace.replace(source["copies"], "")
    return out


def encoded(value):
    # Text of a program may hold what UTF-8 cannot; an error text must still get through.
    return json.dumps(value).encode()


class Copied(importlib.machinery.SourceFileLoader):
    """Reads a file of the author from its copy: as it was when the run began, whatever becomes of it.

    It also finds such files, wherever Python finds them itself.
    """

    copies = ""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin and os.path.isfile(cls.copies + spec.origin):
            spec.loader = cls(name, spec.origin)
        return spec

    def path_stats(self, path):
        raise OSError("a compiled form of it may be of another text")

    def get_data(self, path):
        data = super().get_data(self.copies + path)
        text = data.decode(errors="replace")
        linecache.cache[path] = (len(text), None, text.splitlines(True), path)
        return data


def provide_funppy():
    """What a debugtalk.py imports for the Go version; nothing of it is needed here."""
    if importlib.util.find_spec("funppy") is not None:
        return
    module = types.ModuleType("funppy")
    module.register = lambda name, function: None
    module.serve = lambda: None
    sys.modules["funppy"] = module


def is_shipped(source):
    """Whether it is the copies that are imported: the author's folder is on another machine."""
    return source["file"].startswith(source["copies"])


def load(source):
    file, copies = source["file"], source["copies"]
    folder = os.path.dirname(file)
    loader = None
    sys.path.insert(0, folder)
    if not is_shipped(source):
        Copied.copies = copies
        sys.meta_path.insert(sys.meta_path.index(importlib.machinery.PathFinder), Copied)
        sys.path.insert(1, copies + folder)  # for a file that is there no more
        loader = Copied("debugtalk", file)
    provide_funppy()
    spec = importlib.util.spec_from_file_location("debugtalk", file, loader=loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules["debugtalk"] = module
    spec.loader.exec_module(module)
    return module


def functions_of(module):
    """Every function of the module that does not begin with "__", imported and wrapped ones too."""
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("__") and callable(value) and not inspect.isclass(value)
        and (inspect.isfunction(value) or hasattr(value, "__wrapped__"))
    }


def signature(name, function):
    low, high = 0, 0
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return [name, 0, None]
    for parameter in parameters:
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            low += parameter.default is parameter.empty
            high += 1
        elif parameter.kind == parameter.VAR_POSITIONAL:
            return [name, low, None]
    return [name, low, high]


def named_imports(text, package):
    """Dotted names of what a file imports anywhere, in its functions too."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".") if package and node.level else []
            parts = parts[:len(parts) - node.level + 1] if node.level else []
            parts += [node.module] if node.module else []
            if parts:
                yield ".".join(parts)
            for name in node.names:
                yield ".".join(parts + [name.name])


def reachable_files(file, text):
    """Modules beside the file that it or they import, imported yet or not: file names."""
    folder = os.path.dirname(file)
    found, waiting = set(), [(text, "")]
    while waiting:
        for name in named_imports(*waiting.pop()):
            parts = name.split(".")
            for length in range(1, len(parts) + 1):
                base = os.path.join(folder, *parts[:length])
                for path, depth in ((os.path.join(base, "__init__.py"), length),
                                    (base + ".py", length - 1)):
                    if path == file or path in found or not os.path.isfile(path):
                        continue
                    found.add(path)
                    try:
                        with open(path, "rb") as content:
                            waiting.append((content.read(), ".".join(parts[:depth])))
                    except OSError:
                        pass
    return found


def used_files(module):
    """Modules of the author beside the file that its functions need."""
    file = module.__file__
    folder = os.path.dirname(file) + os.sep
    found = reachable_files(file, module.__loader__.get_data(file))
    for other in list(sys.modules.values()):
        path = getattr(other, "__file__", None)
        path = os.path.normpath(path) if isinstance(path, str) else ""
        if path.startswith(folder) and path.endswith(".py") and path != file:
            if "site-packages" not in path and "dist-packages" not in path:
                found.add(path)
    return sorted(found)


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(ANSWERS, view):]


def frame(number, body):
    return HEAD.pack(len(body) + 8, number) + body


class Input:
    """The frames that come; only the leader reads."""

    def __init__(self):
        self.data = bytearray()
        self.at = 0

    def complete(self):
        if len(self.data) - self.at < HEAD.size:
            return False
        return len(self.data) - self.at >= 4 + HEAD.unpack_from(self.data, self.at)[0]

    def take(self):
        length, number = HEAD.unpack_from(self.data, self.at)
        body = self.data[self.at + HEAD.size:self.at + 4 + length]
        self.at += 4 + length
        if self.at == len(self.data):
            self.data.clear()
            self.at = 0
        return number, body

    def fill(self):
        """Reads what is there; False when no more will come."""
        if self.at:
            del self.data[:self.at]
            self.at = 0
        more = os.read(REQUESTS, 1 << 16)
        self.data += more
        return bool(more)


class Server:
    forked = False  # this is a process that a function forked

    def __init__(self, source, functions, calls):
        self.source = source
        self.functions = functions
        self.calls = calls
        self.lock = threading.Lock()
        self.write_lock = threading.Lock()
        self.wake = threading.Semaphore(0)  # of threads that wait for the lead
        self.threads = 0
        self.idle = 0
        self.term = 0  # number of the present leader
        self.started = None  # when the leader began the call that it is in
        self.answers = []  # finished and not written yet
        self.slow = set()  # functions whose last call took long
        self.moved = threading.Event()  # wakes the watch
        self.dozing = False
        self.over = False

    def answer(self, name, arguments):
        try:
            value = self.functions[name](*arguments)
        except BaseException as error:
            return b"\0" + encoded(described(error, self.source, name))
        try:
            body = b"\1" + encode(value).encode()
        except (TypeError, ValueError, RecursionError) as error:
            message = f"its result cannot be used: {error}"
            return b"\0" + encoded({"type": type(error).__name__, "message": message, "line": None})
        if len(body) > MAX_FRAME:
            message = "its result is larger than 64 MiB"
            return b"\0" + encoded({"type": "ValueError", "message": message, "line": None})
        return body

    def lead(self, term):
        while True:
            while not self.calls.complete():
                self.flush()
                if not self.calls.fill():
                    self.over = True
                    self.moved.set()
                    return
                if self.dozing:
                    self.moved.set()
            number, body = self.calls.take()
            name, arguments = decode(body)
            began = time.monotonic()
            if name not in self.slow or not self.give_lead(term):
                self.started = began
            body = self.answer(name, arguments)
            if self.forked:
                os._exit(0)
            took = time.monotonic() - began
            if took > SLOW:
                self.slow.add(name)
            elif took < FAST:
                self.slow.discard(name)
            with self.lock:
                self.answers.append(frame(number, body))
                leading = self.term == term
                if leading:
                    self.started = None
            if not leading:
                self.flush()
                return

    def flush(self):
        with self.write_lock:
            with self.lock:
                answers, self.answers = self.answers, []
            if answers:
                write(b"".join(answers))

    def give_lead(self, term):
        """Lets another thread lead, if `term` still leads and there is one to be had."""
        with self.lock:
            if self.term != term or (self.idle == 0 and self.threads >= MAX_THREADS):
                return False
            self.term += 1
            self.started = None
            if self.idle > 0:
                self.idle -= 1
                self.wake.release()
                return True
            self.threads += 1
        threading.Thread(target=self.work, daemon=True).start()
        return True

    def work(self):
        while not self.over:
            self.lead(self.term)
            with self.lock:
                self.idle += 1
            self.wake.acquire()

    def watch(self):
        quiet = 0
        while not self.over:
            time.sleep(SLOW)
            with self.lock:
                term, started = self.term, self.started
            if started is None:
                quiet += 1
            else:
                quiet = 0
                if time.monotonic() - started > SLOW and self.give_lead(term):
                    self.flush()
            if quiet > DOZE_AFTER:
                quiet = 0
                self.moved.clear()
                self.dozing = True
                if self.started is None and not self.over:
                    self.moved.wait()
                self.dozing = False


def let_go():
    """For a process that a function forked: calls and answers are not its own, nor those read ahead."""
    Server.forked = True
    nothing = os.open(os.devnull, os.O_RDWR)
    for channel in REQUESTS, ANSWERS:
        os.dup2(nothing, channel, inheritable=False)
    os.close(nothing)


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's is meant for hrp
    os.set_inheritable(REQUESTS, False)
    os.set_inheritable(ANSWERS, False)
    os.register_at_fork(after_in_child=let_go)
    os.dup2(2, 1)
    sys.stdout.reconfigure(line_buffering=True, errors="backslashreplace")
    calls = Input()
    while not calls.complete():
        if not calls.fill():
            return
    source = json.loads(calls.take()[1])
    try:
        module = load(source)
        functions = functions_of(module)
    except BaseException as error:
        write(frame(0, b"\0" + encoded(described(error, source))))
        return
    names = [signature(name, function) for name, function in sorted(functions.items())]
    hello = {"functions": names, "files": [] if is_shipped(source) else used_files(module)}
    write(frame(0, b"\1" + encoded(hello)))
    server = Server(source, functions, calls)
    server.give_lead(0)
    server.watch()


main()
