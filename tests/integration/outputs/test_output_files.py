"""Files that flags name: refused before the first request, written through, and lost at the end."""

import json
import os
import shutil
import stat
import subprocess
import threading
import unittest

from harness import HRP, Process, Scenario

USAGE, OUTPUT_LOST = 2, 40
LOOPS = 20


class OutputFiles(Scenario):
    def setUp(self):
        super().setUp()
        self.server = self.target()
        self.hello = self.case("case.json", self.server.url)

    def boom_to(self, path, *flags, wrapper=()):
        """hrp boom with its summary in `path`; `wrapper`: the words of a program that starts it."""
        return self.started(Process(
            [*wrapper, HRP, "boom", self.hello, "--loop-count", LOOPS, "--summary-json", path,
             *flags], cwd=self.folder, env=dict(os.environ, HOME=self.folder)))

    def assert_refused(self, process, text):
        self.assertEqual(process.wait(), USAGE, process.describe())
        self.assertIn(text, process.stderr)
        self.assertEqual(self.server.count("/hello"), 0, "nothing is sent before")

    def assert_whole(self, text):
        self.assertEqual(json.loads(text)["total"]["requests"], LOOPS)

    def shell(self, command, **variables):
        """(exit code, standard output) of a shell that has $HRP and $CASE."""
        env = dict(os.environ, HOME=self.folder, HRP=HRP, CASE=self.hello, **variables)
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, env=env, timeout=30,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        return done.returncode, done.stdout.decode()


class Refused(OutputFiles):
    def test_a_missing_folder_a_folder_and_an_empty_name(self):
        os.mkdir(self.path("folder"))
        for name, text in (("no/s.json", "there is no folder"), ("folder", "is a folder"),
                           ("", "must not be empty"), ("case.json/s", "Not a directory")):
            with self.subTest(name=name):
                self.assert_refused(self.boom_to(self.path(name) if name else ""), text)

    def test_a_folder_without_permission(self):
        os.mkdir(self.path("closed"), 0o555)
        wrapper = ()
        if os.geteuid() == 0:  # who may write everywhere
            if not shutil.which("setpriv"):
                self.skipTest("setpriv is not installed")
            os.chmod(self.folder, 0o755)
            wrapper = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
        self.assert_refused(self.boom_to(self.path("closed/s.json"), wrapper=wrapper),
                            "Permission denied")

    def test_profiles(self):
        for flag in ("--cpu-profile", "--mem-profile"):
            with self.subTest(flag=flag):
                self.assert_refused(self.boom_to("s.json", flag, self.path("no/p.prof")),
                                    f"{flag}: ")

    def test_of_a_master_that_starts_by_itself(self):
        process = self.hrp("boom", self.hello, "--master", "--auto-start", "--master-bind-port",
                           "0", "--summary-json", self.path("no/s.json"))
        self.assertEqual(process.wait(), USAGE, process.describe())

    def test_the_files_of_hrp_run(self):
        self.write("results", "a file where the folder is to be")
        for flag in ("--save-tests", "--gen-html-report"):
            with self.subTest(flag=flag):
                self.assert_refused(self.hrp("run", self.hello, flag), "results")


class WrittenThrough(OutputFiles):
    def test_a_symbolic_link_stays_and_its_target_is_written(self):
        target = self.write("real.json", "old")
        os.symlink("real.json", self.path("link.json"))
        os.chmod(target, 0o640)
        process = self.boom_to(self.path("link.json"))
        self.assertEqual(process.wait(), 0, process.describe())
        self.assertTrue(os.path.islink(self.path("link.json")))
        with open(target, encoding="utf-8") as file:
            self.assert_whole(file.read())
        self.assertEqual(stat.S_IMODE(os.stat(target).st_mode), 0o640)

    def test_a_fifo(self):
        fifo = self.path("fifo")
        os.mkfifo(fifo)
        got = []

        def read():
            with open(fifo, encoding="utf-8") as file:
                got.append(file.read())

        reader = threading.Thread(target=read, daemon=True)
        process = self.boom_to(fifo)
        reader.start()
        self.assertEqual(process.wait(), 0, process.describe())
        reader.join(10)
        self.assert_whole(got[0])
        self.assertTrue(stat.S_ISFIFO(os.stat(fifo).st_mode))

    def test_a_dash_is_standard_output_and_has_it_for_itself(self):
        process = self.boom_to("-")
        self.assertEqual(process.wait(), 0, process.describe())
        self.assert_whole(process.stdout)
        self.assertIn("Statistics Summary", process.stderr)
        self.assertNotIn("-", os.listdir(self.folder))

    def test_descriptors_are_written_where_they_stand(self):
        for name in ("/dev/stdout", "/proc/self/fd/1", "/dev/fd/1"):
            code, out = self.shell(
                f'{{ echo first; "$HRP" boom "$CASE" --loop-count {LOOPS} '
                f'--disable-console-output --summary-json {name}; }} > all.txt; code=$?; '
                'cat all.txt; exit $code')
            with self.subTest(name=name):
                self.assertEqual(code, 0, out)
                first, summary = out.split("\n", 1)
                self.assertEqual(first, "first")
                self.assert_whole(summary)

    def test_a_process_behind_a_pipe(self):
        code, out = self.shell(f'"$HRP" boom "$CASE" --loop-count {LOOPS} '
                               '--disable-console-output --summary-json >(cat) | cat')
        self.assertEqual(code, 0, out)
        self.assert_whole(out)


class LostAtTheEnd(OutputFiles):
    def test_a_file_beyond_its_limit(self):
        target = self.write("s.json", "old")
        code, _ = self.shell('ulimit -f 0; exec "$HRP" boom "$CASE" --loop-count 5 '
                             '--disable-console-output --summary-json s.json 2>/dev/null')
        self.assertEqual(code, OUTPUT_LOST)
        with open(target, encoding="utf-8") as file:
            self.assertEqual(file.read(), "old")
        self.assertEqual(self.server.count("/hello"), 5)

    def test_a_profile_and_the_files_of_hrp_run_beyond_their_limit(self):
        for command in ('boom "$CASE" --loop-count 5 --cpu-profile c.prof',
                        'boom "$CASE" --loop-count 5 --mem-profile m.prof',
                        'run "$CASE" --save-tests', 'run "$CASE" --gen-html-report'):
            with self.subTest(command=command):
                code, _ = self.shell(f'ulimit -f 0; exec "$HRP" {command} 2>/dev/null | cat; '
                                     'exit ${PIPESTATUS[0]}')
                self.assertEqual(code, OUTPUT_LOST)

    def test_a_full_disk(self):
        if os.geteuid() != 0 or not shutil.which("unshare"):
            self.skipTest("a small file system needs root and unshare")
        os.mkdir(self.path("disk"))
        command = ('mount -t tmpfs -o size=16k none disk || exit 99; '
                   'head -c 16k /dev/zero > disk/rest; '
                   'exec "$HRP" boom "$CASE" --loop-count 5 --disable-console-output '
                   '--summary-json disk/s.json 2>/dev/null')
        code, _ = self.shell(f"exec unshare --mount bash -c '{command}'")
        if code == 99:
            self.skipTest("no tmpfs can be mounted here")
        self.assertEqual(code, OUTPUT_LOST)

    def test_the_only_summary_on_a_full_standard_output(self):
        code, _ = self.shell('exec "$HRP" boom "$CASE" --loop-count 5 > /dev/full 2>/dev/null')
        self.assertEqual(code, OUTPUT_LOST)
        self.assertEqual(self.server.count("/hello"), 5, "the run goes on")

    def test_closed_standard_files_do_not_become_another_file(self):
        code, said = self.shell('exec "$HRP" boom "$CASE" --loop-count 5 --save run.hrp '
                                '--summary-json s.json <&- >&- 2>&-')
        self.assertEqual(code, 0, said)
        process = self.hrp("report", "run.hrp", "--json")
        self.assertEqual(process.wait(), 0, process.describe())
        self.assertNotIn("are left out", process.stderr)
        self.assertEqual(json.loads(process.stdout)["run"]["reason"], "loop-count")

    def test_a_closed_standard_output(self):
        code, _ = self.shell('exec "$HRP" boom "$CASE" --loop-count 5 >&- 2>/dev/null')
        self.assertEqual(code, OUTPUT_LOST)

    def test_a_full_standard_output_beside_a_summary_file(self):
        code, _ = self.shell('exec "$HRP" boom "$CASE" --loop-count 5 --summary-json s.json '
                             '> /dev/full 2> /dev/full')
        self.assertEqual(code, 0)
        self.assertEqual(self.read_summary("s.json")["total"]["requests"], 5)

    def test_nothing_is_lost_that_was_not_asked_for(self):
        code, _ = self.shell('exec "$HRP" boom "$CASE" --loop-count 5 --disable-console-output '
                             '> /dev/full 2> /dev/full')
        self.assertEqual(code, 0)


if __name__ == "__main__":
    unittest.main()
