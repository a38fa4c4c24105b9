"""Builds a real plugin in Go, where there is a toolchain and its modules can be had."""

import functools
import os
import shutil
import subprocess
import tempfile

from harness import HRP

MODULE = "github.com/httprunner/funplugin@v0.5.5"


@functools.lru_cache(None)
def why_not():
    """What a machine lacks to build plugins; None when it can."""
    if not shutil.which("go"):
        return "there is no Go"
    with tempfile.TemporaryDirectory() as folder:
        found = subprocess.run(["go", "list", "-m", MODULE], cwd=folder, capture_output=True,
                               env=dict(os.environ, GOFLAGS="-mod=mod"), text=True, timeout=60,
                               check=False)
    return None if found.returncode == 0 else "the module of fungo cannot be had"


def build(source, output):
    """`hrp build` with the environment, and so the caches, of whoever runs the tests."""
    return subprocess.run([HRP, "build", source, "-o", output], capture_output=True, text=True,
                          timeout=240, check=False)
