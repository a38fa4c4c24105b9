// A debugtalk.py that came from another machine, as a worker has it.

#include <gtest/gtest.h>

#include <filesystem>

#include "support/temp_folder.hpp"
#include "unit/plugin/python/python_functions_fixture.hpp"

namespace hrp::plugin {
namespace {

using expression::CustomSource;
using expression::Value;

// A debugtalk.py with modules, as a worker has it.
CustomSource shipped() {
  CustomSource source;
  source.file = "/nowhere/at/all/debugtalk.py";
  source.shipped = true;
  source.text =
      "import importlib.resources, inspect, multiprocessing, os, sys, traceback\n"
      "from helper import twice\nimport parts.more\nfrom plain import leaf\n"
      "def four():\n    return twice(parts.more.TWO)\n"
      "def leaf_line():\n    return leaf.fail()\n"
      "def files():\n    return [__file__, leaf.__file__]\n"
      "def of_package():\n    return importlib.resources.read_text('parts', 'more.py')\n"
      "def of_itself():\n    return inspect.getsource(four) + inspect.getsource(parts.more)\n"
      "def spawned():\n    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
      "        return pool.apply(four)\n"
      "def told():\n    raise ValueError(__file__)\n"
      "def die():\n    sys.stderr.write('at ' + leaf.__file__ + '\\n')\n    os._exit(3)\n";
  source.modules = {{"/nowhere/at/all/helper.py", "def twice(x):\n    return 2 * x\n"},
                    {"/nowhere/at/all/parts/__init__.py", ""},
                    {"/nowhere/at/all/parts/more.py", "TWO = 2\n"},
                    {"/nowhere/at/all/plain/leaf.py", "def fail():\n    raise KeyError(1)\n"}};
  return source;
}

TEST_F(PythonFunctionsTest, AShippedFileRunsFromAPrivateFolderThatGoes) {
  const auto opened = open(shipped());
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE(functions_->usedFiles().empty());
  EXPECT_EQ(called("four"), "4");
  const Value files = Value::parse(called("files"));
  const std::string file = files[0].get<std::string>();
  const std::string folder = file.substr(0, file.find("/nowhere/at/all/debugtalk.py"));
  EXPECT_EQ(files[1], folder + "/nowhere/at/all/plain/leaf.py");
  EXPECT_EQ(std::filesystem::status(folder).permissions(), std::filesystem::perms::owner_all);
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    EXPECT_NE(entry.path().filename(), "__pycache__");
  }
  // A process that dies takes nothing with it.
  called("die");
  EXPECT_EQ(Value::parse(called("files")), files);
  functions_.reset();
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(PythonFunctionsTest, AShippedFileIsAFileToPython) {
  ASSERT_TRUE(open(shipped()));
  EXPECT_EQ(called("of_package"), R"("TWO = 2\n")");
  EXPECT_EQ(called("of_itself"), R"("def four():\n    return twice(parts.more.TWO)\nTWO = 2\n")");
  EXPECT_EQ(called("spawned"), "4");
}

TEST_F(PythonFunctionsTest, AShippedFileIsNamedAsItsAuthorKnowsIt) {
  ASSERT_TRUE(open(shipped()));
  EXPECT_EQ(called("leaf_line"), "function leaf_line: KeyError: 1 (debugtalk.py:8)");
  EXPECT_EQ(called("told"),
            "function told: ValueError: /nowhere/at/all/debugtalk.py (debugtalk.py:19)");
  EXPECT_EQ(called("die"),
            "function die: the Python interpreter was lost: it ended (exit status 3); it last "
            "printed: at /nowhere/at/all/plain/leaf.py");
  CustomSource source = shipped();
  source.modules["/nowhere/at/all/helper.py"] = "def twice(x:\n";
  const auto broken = open(source);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().message,
            "/nowhere/at/all/debugtalk.py:2: SyntaxError: '(' was never closed");
}

// What a process that is started later imports is what the first one has.
TEST_F(PythonFunctionsTest, FilesThatAreChangedDuringARunStayAsTheyWere) {
  const hrp::testing::TempFolder folder;
  folder.write("helper.py", "def one():\n    return 1\n");
  folder.write("gone.py", "def two():\n    return 2\n");
  folder.write("data.json", "[3]");
  CustomSource source;
  source.file = folder.path() + "/debugtalk.py";
  source.text =
      "import inspect, json, os\nimport gone\nfrom helper import one\n"
      "def data():\n    here = os.path.dirname(__file__)\n"
      "    return json.load(open(os.path.join(here, 'data.json')))\n"
      "def all():\n    import later\n    return [one(), gone.two(), later.three()]\n"
      "def source():\n    return inspect.getsource(one)\n"
      "def die():\n    os._exit(3)\n";
  folder.write("later.py", "def three():\n    return 3\n");
  folder.write("debugtalk.py", source.text);
  ASSERT_TRUE(open(source));
  EXPECT_EQ(called("data"), "[3]");
  folder.write("debugtalk.py", "raise RuntimeError('edited')\n");
  folder.write("helper.py", "raise RuntimeError('edited')\n");
  folder.write("later.py", "raise RuntimeError('edited')\n");
  std::filesystem::remove(folder.file("gone.py"));
  EXPECT_EQ(called("all"), "[1,2,3]");
  called("die");
  EXPECT_EQ(called("all"), "[1,2,3]");
  EXPECT_EQ(called("source"), R"("def one():\n    return 1\n")");
  EXPECT_EQ(called("data"), "[3]");
}

TEST_F(PythonFunctionsTest, AFileMayBeInAnotherEncodingThanUtf8) {
  ASSERT_TRUE(open("# -*- coding: latin-1 -*-\ndef umlaut():\n    return '\xe4'\n"));
  EXPECT_EQ(called("umlaut"), "\"ä\"");
}

TEST_F(PythonFunctionsTest, OtherFoldersOfTheAuthorAreNotBesideIt) {
  const hrp::testing::TempFolder folder;
  folder.write("common.py", "X = 7\n");
  folder.write("api/helper.py", "");
  CustomSource source;
  source.file = folder.path() + "/api/debugtalk.py";
  source.text =
      "import os, sys\nsys.path.append(os.path.join(os.path.dirname(__file__), '..'))\n"
      "import helper\nfrom common import X\ndef x():\n    return X\n";
  ASSERT_TRUE(open(source));
  EXPECT_EQ(called("x"), "7");
  EXPECT_EQ(functions_->usedFiles(), std::vector<std::string>{folder.path() + "/api/helper.py"});
}

}  // namespace
}  // namespace hrp::plugin
