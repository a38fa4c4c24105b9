#!/usr/bin/env python3
"""Checks the modules of web/ (types, rules) and opens the pages that they make in Chromium.

usage: run_tests.py PAGE_MAKER FOLDER

FOLDER gets the packages of package-lock.json (once, and again when it changes) and the pictures that the
tests take. What is missing on the machine is a failure that says how to get it.
"""
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def need(program, cure):
    path = shutil.which(program)
    if path is None:
        sys.exit(f"{program} is missing: {cure}")
    return path


def run(*command, **options):
    print("==", " ".join(os.path.basename(part) for part in command[:3]), flush=True)
    if subprocess.run(command, check=False, **options).returncode != 0:
        sys.exit(f"failed: {' '.join(command)}")


def packages(folder, npm):
    """The folder with node_modules as the lock file names them."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(HERE, "package-lock.json"), encoding="utf-8") as file:
        wanted = file.read()
    done = os.path.join(folder, "node_modules", "of-lock.json")
    if os.path.exists(done):
        with open(done, encoding="utf-8") as file:
            if file.read() == wanted:
                return folder
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(HERE, name), folder)
    run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=folder)
    with open(done, "w", encoding="utf-8") as file:
        file.write(wanted)
    return folder


def main():
    maker, folder = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    node = need("node", "install Node.js 18 or later (Debian: apt-get install nodejs npm), or run scripts/setup.sh --tests")
    npm = need("npm", "apt-get install npm, or run scripts/setup.sh --tests")
    chromium = need("chromium", "apt-get install chromium, or run scripts/setup.sh --tests")
    home = packages(os.path.join(folder, "packages"), npm)
    modules = os.path.join(home, "node_modules")
    run(node, os.path.join(modules, "typescript", "bin", "tsc"), "-p", os.path.join(HERE, "tsconfig.json"))
    # ESLint takes the folder it runs in for the root, and finds its own rules beside its settings.
    shutil.copy(os.path.join(HERE, "eslint.config.mjs"), home)
    run(node, os.path.join(modules, "eslint", "bin", "eslint.js"), "--config", os.path.join(home, "eslint.config.mjs"),
        "--max-warnings", "0", "web", "tests/web", cwd=ROOT)
    pictures = os.path.join(folder, "pictures")
    os.makedirs(pictures, exist_ok=True)
    run(node, "--test", "--test-reporter=spec", *sorted(
        os.path.join(HERE, name) for name in os.listdir(HERE) if name.endswith("_test.mjs")),
        env=dict(os.environ, PAGE_MAKER=maker, WEB_PACKAGES=home, CHROMIUM=chromium, PICTURES=pictures))


if __name__ == "__main__":
    main()
