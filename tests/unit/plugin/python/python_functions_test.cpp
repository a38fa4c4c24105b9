#include "hrp/plugin/python_functions.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "support/temp_folder.hpp"
#include "unit/plugin/python/python_functions_fixture.hpp"

namespace hrp::plugin {
namespace {

using expression::CustomFunctions;
using expression::CustomSource;
using expression::Value;

TEST_F(PythonFunctionsTest, ValuesPassBothWays) {
  ASSERT_TRUE(
      open("def same(x):\n    return x\n"
           "def kind(x):\n    return type(x).__name__\n"));
  const Value values = Value::parse(
      R"([null, true, 1, -5, 9223372036854775807, 1.5, 2.0, "", "äöü \u0000 𝄞", [], [1, [2.5]],
          {"a": null, "b": {"c": [1, 2.5, null, true, "s"]}}])");
  const std::vector<std::string> kinds = {"NoneType", "bool", "int", "int",  "int",  "float",
                                          "float",    "str",  "str", "list", "list", "dict"};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto same = expression::callAndWait(*functions_, "same", std::vector<Value>{values[i]});
    ASSERT_TRUE(same) << same.error().message;
    EXPECT_EQ(*same, values[i]);
    EXPECT_EQ(same->type(), values[i].type()) << values[i];
    EXPECT_EQ(called("kind", {values[i]}), "\"" + kinds[i] + "\"");
  }
}

TEST_F(PythonFunctionsTest, EveryFunctionIsCallableAndNothingElse) {
  ASSERT_TRUE(
      open("from os.path import basename\nimport functools\n"
           "class Thing:\n    pass\n"
           "def _own(a, b=1):\n    return a\n"
           "def __hidden():\n    return 1\n"
           "@functools.lru_cache\ndef cached(*args):\n    return len(args)\n"
           "number = 3\n"));
  std::vector<std::string> names;
  for (const auto& signature : functions_->signatures()) {
    names.push_back(signature.name);
    if (signature.name != "_own") continue;
    EXPECT_EQ(signature.min_arguments, 1U);
    EXPECT_EQ(signature.max_arguments, 2U);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"_own", "basename", "cached"}));
  EXPECT_EQ(called("basename", {"/a/b"}), "\"b\"");
  EXPECT_EQ(called("cached", {1, 2, 3}), "3");
}

TEST_F(PythonFunctionsTest, ExceptionsNameTypeMessageAndLine) {
  ASSERT_TRUE(
      open("import json, sys\n\ndef bad():\n    raise ValueError('no\\nway')\n"
           "def deep():\n    bad()\n"
           "def far():\n    json.loads('{')\n"
           "def leave():\n    sys.exit(4)\n"
           "def add(a, b):\n    return a + b\n"));
  EXPECT_EQ(called("bad"), "function bad: ValueError: no way (debugtalk.py:4)");
  EXPECT_EQ(called("deep"), "function deep: ValueError: no way (debugtalk.py:4)");
  EXPECT_EQ(called("far"),
            "function far: JSONDecodeError: Expecting property name enclosed in double quotes: "
            "line 1 column 2 (char 1) (debugtalk.py:8)");
  EXPECT_EQ(called("leave"), "function leave: SystemExit: 4 (debugtalk.py:10)");
  EXPECT_EQ(called("add", {1}),
            "function add: TypeError: add() missing 1 required positional argument: 'b'");
  EXPECT_EQ(called("add", {1, 2}), "3") << "errors leave the interpreter as it was";
}

TEST_F(PythonFunctionsTest, ResultsThatJsonCannotHoldAreErrors) {
  ASSERT_TRUE(
      open("def raw():\n    return {1, 2}\ndef nan():\n    return float('nan')\n"
           "def big():\n    return 2 ** 64\ndef huge():\n    return [2 ** 64 - 1]\n"
           "def lone():\n    return '\\ud800'\ndef loop():\n    x = []\n    x.append(x)\n"
           "    return x\ndef pair():\n    return (1, 2)\n"));
  EXPECT_EQ(called("raw"),
            "function raw: TypeError: its result cannot be used: "
            "Object of type set is not JSON serializable");
  EXPECT_EQ(called("nan"),
            "function nan: ValueError: its result cannot be used: "
            "Out of range float values are not JSON compliant");
  EXPECT_EQ(called("big"), "function big: its result 18446744073709551616 does not fit 64 bits");
  EXPECT_EQ(called("huge"), "[18446744073709551615]");
  EXPECT_EQ(called("lone").substr(0, 34), "function lone: UnicodeEncodeError:");
  EXPECT_EQ(called("loop").substr(0, 26), "function loop: ValueError:");
  EXPECT_EQ(called("pair"), "[1,2]");
}

TEST_F(PythonFunctionsTest, WhatItPrintsDoesNotDisturb) {
  ASSERT_TRUE(
      open("import os, sys\n"
           "def noisy():\n    print('to stdout')\n    os.system('echo from a child')\n"
           "    sys.stdout.write('x' * 100000)\n    return sys.stdin.read()\n"));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(called("noisy"), "\"\"");
}

TEST_F(PythonFunctionsTest, AFunppyFileNeedsNoFunppy) {
  ASSERT_TRUE(
      open("import funppy\n\ndef one():\n    return 1\n\n"
           "if __name__ == \"__main__\":\n    funppy.register(\"one\", one)\n"
           "    funppy.serve()\n"));
  EXPECT_EQ(called("one"), "1");
}

TEST_F(PythonFunctionsTest, TheEnvironmentIsThatOfTheProject) {
  CustomSource source;
  source.file = kFile;
  source.text =
      "import os\nat_import = os.environ['HRP_TEST_X']\n"
      "def read():\n    return [at_import, os.environ['HRP_TEST_X']]\n"
      "def names():\n    return sorted(os.environ)\n";
  source.environment = {{"HRP_TEST_X", "first"}, {"HRP_TEST_X", "last"}};
  ASSERT_EQ(::setenv("HRP_TEST_SECRET", "of hrp", 1), 0);
  ASSERT_TRUE(open(source));
  EXPECT_EQ(called("read"), R"(["last","last"])");
  const auto names = called("names");
  EXPECT_EQ(names.find("HRP_TEST_SECRET"), std::string::npos) << names;
  PythonOptions options;
  options.pass_environment = {"HRP_TEST_SECRET"};
  ASSERT_TRUE(open(source, options));
  EXPECT_NE(called("names").find("HRP_TEST_SECRET"), std::string::npos);
  ::unsetenv("HRP_TEST_SECRET");
}

TEST_F(PythonFunctionsTest, BytesPassBothWays) {
  ASSERT_TRUE(
      open("def kind(x):\n    return type(x).__name__\n"
           "def joined(parts):\n    return b''.join(parts['list'])\n"
           "def view():\n    return {'a': bytearray(b'\\xff'), 'b': memoryview(b'')}\n"));
  const Value bytes = Value::binary({0, 255, 10});
  EXPECT_EQ(called("kind", {bytes}), "\"bytes\"");
  const std::vector<Value> arguments{{{"list", {bytes, bytes}}}};
  const auto joined = expression::callAndWait(*functions_, "joined", arguments);
  ASSERT_TRUE(joined) << joined.error().message;
  EXPECT_EQ(*joined, Value::binary({0, 255, 10, 0, 255, 10}));
  const auto view = expression::callAndWait(*functions_, "view", {});
  ASSERT_TRUE(view) << view.error().message;
  EXPECT_EQ(*view, (Value{{"a", Value::binary({255})}, {"b", Value::binary({})}}));
}

TEST_F(PythonFunctionsTest, FilesBesideItAreImportedAndNamed) {
  const hrp::testing::TempFolder folder;
  folder.write("helper.py", "def twice(x):\n    return 2 * x\n");
  CustomSource source;
  source.file = folder.path() + "/debugtalk.py";
  source.text = "from helper import twice\n";
  ASSERT_TRUE(open(source));
  EXPECT_EQ(functions_->usedFiles(), std::vector<std::string>{folder.path() + "/helper.py"});
  EXPECT_EQ(functions_->broken(), std::nullopt);
  EXPECT_EQ(called("twice", {4}), "8");
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/__pycache__")) << "nothing is written";
}

TEST_F(PythonFunctionsTest, FilesThatAFunctionImportsLaterAreNamedToo) {
  const hrp::testing::TempFolder folder;
  folder.write("later.py", "from parts import one\nimport json, no_such_module\n");
  folder.write("parts/__init__.py", "from . import two\n");
  folder.write("parts/one.py", "from .two import x\nfrom ..other import y\n");
  folder.write("parts/two.py", "x = 1\n");
  folder.write("unused.py", "");
  folder.write("broken.py", "def (:\n");
  CustomSource source;
  source.file = folder.path() + "/debugtalk.py";
  source.text = "def use():\n    import later\n    from broken import x\n";
  ASSERT_TRUE(open(source));
  std::vector<std::string> names;
  for (const std::string& file : functions_->usedFiles()) {
    names.push_back(file.substr(folder.path().size() + 1));
  }
  EXPECT_EQ(names, (std::vector<std::string>{"broken.py", "later.py", "parts/__init__.py",
                                             "parts/one.py", "parts/two.py"}));
}

TEST_F(PythonFunctionsTest, TheWorkingFolderIsNoPlaceForModules) {
  ASSERT_TRUE(open("import sys\ndef places():\n    return '' in sys.path\n"));
  EXPECT_EQ(called("places"), "false");
}

TEST_F(PythonFunctionsTest, AThreadOfAFunctionGoesOn) {
  ASSERT_TRUE(
      open("import queue, threading\nasked, told = queue.Queue(), queue.Queue()\n"
           "def serve():\n    while True:\n        told.put(asked.get() * 2)\n"
           "def spawn():\n    threading.Thread(target=serve, daemon=True).start()\n"
           "def ask(x):\n    asked.put(x)\n    return told.get()\n"));
  EXPECT_EQ(called("spawn"), "null");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(called("ask", {i}), std::to_string(2 * i));
}

TEST_F(PythonFunctionsTest, AProcessThatAFunctionForksTakesNoCalls) {
  ASSERT_TRUE(
      open("import os\nkids = []\n"
           "def fork():\n    kids.append(os.fork())\n    return kids[-1]\n"
           "def ends():\n    return [os.waitpid(kid, 0)[1] for kid in kids]\n"
           "def pid(x):\n    return [os.getpid(), x]\n"));
  const Value first = Value::parse(called("pid", {0}));
  for (int i = 1; i <= 10; ++i) {
    EXPECT_NE(called("fork"), "0");
    EXPECT_EQ(called("pid", {i}), Value({first[0], i}).dump());
  }
  EXPECT_EQ(called("ends"), Value(std::vector<int>(10, 0)).dump());
}

TEST_F(PythonFunctionsTest, AFileThatKeepsDyingIsBrokenAfterFiveTimes) {
  PythonOptions options;
  options.interpreters = 2;
  ASSERT_TRUE(open("import os\ndef die():\n    print('bye')\n    os._exit(3)\n", options));
  const std::string lost =
      "the Python interpreter was lost: it ended (exit status 3); it last printed: bye";
  for (int i = 0; i < 4; ++i) EXPECT_EQ(called("die"), "function die: " + lost);
  EXPECT_EQ(functions_->broken(), std::nullopt);
  EXPECT_EQ(called("die"), "function die: " + lost);
  const std::string broken =
      "/nowhere/debugtalk.py: 5 Python interpreters were lost within a minute; the last: " + lost;
  EXPECT_EQ(called("die"), "function die: " + broken);
  EXPECT_EQ(functions_->broken(), broken);
}

TEST_F(PythonFunctionsTest, WhatCannotBeImportedNamesItsLine) {
  const auto syntax = open("def one():\n    return 1\n\ndef two(:\n    pass\n");
  ASSERT_FALSE(syntax);
  EXPECT_EQ(syntax.error().code, base::ErrorCode::kFunction);
  EXPECT_EQ(syntax.error().message, "/nowhere/debugtalk.py:4: SyntaxError: invalid syntax");
  const auto missing = open("import os\nimport no_such_module_of_anybody\n");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message,
            "/nowhere/debugtalk.py:2: ModuleNotFoundError: No module "
            "named 'no_such_module_of_anybody'");
  const auto ended = open("import os\nos._exit(5)\n");
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().message,
            "/nowhere/debugtalk.py: the Python interpreter was lost: it ended (exit status 5)");
}

TEST_F(PythonFunctionsTest, AMissingPythonIsAnError) {
  PythonOptions options;
  options.python = "/no/such/python3";
  const auto opened = open("def one():\n    return 1\n", options);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, base::ErrorCode::kUnavailable);
  EXPECT_EQ(opened.error().message,
            "/nowhere/debugtalk.py: cannot start /no/such/python3: No "
            "such file or directory");
}

TEST_F(PythonFunctionsTest, ACallThatSleepsDoesNotKeepOthersWaiting) {
  ASSERT_TRUE(
      open("import threading\nfreed = threading.Event()\n"
           "def maybe(wait):\n    if wait:\n        freed.wait()\n    return wait\n"
           "def free():\n    freed.set()\n"));
  EXPECT_EQ(called("maybe", {false}), "false") << "a function that was fast so far";
  std::mutex mutex;
  std::condition_variable changed;
  int freed = 0;
  constexpr int kWaiting = 20;
  for (int i = 0; i < kWaiting; ++i) {
    CustomFunctions::Call call;
    call.name = "maybe";
    call.arguments = Value::array({true});
    call.done = [&](base::Result<Value> result) {
      const std::scoped_lock lock(mutex);
      freed += result && *result == true ? 1 : 0;
      changed.notify_all();
    };
    functions_->call(std::move(call));
  }
  // All of these wait in one interpreter, and yet it answers.
  for (int i = 0; i < 50; ++i) EXPECT_EQ(called("maybe", {false}), "false");
  EXPECT_EQ(freed, 0);
  EXPECT_EQ(called("free"), "null");
  std::unique_lock lock(mutex);
  EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(20), [&] { return freed == kWaiting; }));
}

TEST_F(PythonFunctionsTest, ALaneStaysWithItsInterpreter) {
  PythonOptions options;
  options.interpreters = 3;
  ASSERT_TRUE(open("import os\ndef process():\n    return os.getpid()\n", options));
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::uint64_t, std::vector<Value>> processes;
  std::size_t answered = 0;
  for (std::uint64_t i = 0; i < 60; ++i) {
    CustomFunctions::Call call;
    call.name = "process";
    call.lane = i % 6;
    call.done = [&, lane = call.lane](base::Result<Value> result) {
      const std::scoped_lock lock(mutex);
      if (result) processes[lane].push_back(*result);
      ++answered;
      changed.notify_all();
    };
    functions_->call(std::move(call));
  }
  std::unique_lock lock(mutex);
  ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds(30), [&] { return answered == 60; }));
  std::map<Value, int> lanes;
  for (const auto& [lane, ids] : processes) {
    EXPECT_EQ(ids, std::vector<Value>(10, ids.front()));
    ++lanes[ids.front()];
  }
  ASSERT_EQ(lanes.size(), 3U);
  for (const auto& [process, count] : lanes) EXPECT_EQ(count, 2);
}

TEST_F(PythonFunctionsTest, CallsUnderWayFailWhenItGoes) {
  ASSERT_TRUE(open("import threading\ndef wait():\n    threading.Event().wait()\n"));
  std::string answer;
  CustomFunctions::Call call;
  call.name = "wait";
  call.done = [&answer](base::Result<Value> result) {
    answer = result ? result->dump() : result.error().message;
  };
  functions_->call(std::move(call));
  functions_.reset();
  EXPECT_EQ(answer, "function wait: the run has ended");
}

}  // namespace
}  // namespace hrp::plugin
