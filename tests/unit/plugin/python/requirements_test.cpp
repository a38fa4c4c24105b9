#include "plugin/python/requirements.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::plugin {
namespace {

namespace fs = std::filesystem;

// With programs in place of Python: a "python3" that makes the environment and one in it that
// stands for pip and writes down how it was called.
class RequirementsTest : public ::testing::Test {
 protected:
  RequirementsTest() {
    folder_.write("project/requirements.txt", "six==1.16\n");
    tool("maker", "mkdir -p \"$3/bin\"; cp " + path("pip") + " \"$3/bin/python3\"");
    tool("pip", "pwd >> " + path("calls") + "; echo \"$*\" >> " + path("calls"));
    source_.file = path("project/debugtalk.py");
    source_.requirements = "six==1.16\n";
    options_.python = path("maker");
    options_.venvs = path("venvs");
  }
  [[nodiscard]] std::string path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }
  void tool(const std::string& name, const std::string& commands) {
    folder_.write(name, "#!/bin/sh\n" + commands + "\n");
    fs::permissions(path(name), fs::perms::owner_all);
  }
  base::Result<std::string> prepared() { return pythonWithRequirements(options_, source_, clock_); }
  std::string calls() { return base::readFile(path("calls")).value_or(""); }

  hrp::testing::TempFolder folder_;
  base::SystemClock clock_;
  expression::CustomSource source_;
  PythonOptions options_;
};

TEST_F(RequirementsTest, AreInstalledOnceForATextAndAPython) {
  const auto first = prepared();
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_TRUE(first->starts_with(path("venvs/"))) << *first;
  EXPECT_TRUE(first->ends_with("/bin/python3")) << *first;
  const std::string once = path("project") + "\n-m pip install --no-input " +
                           "--disable-pip-version-check -r " + path("project/requirements.txt") +
                           "\n";
  EXPECT_EQ(calls(), once);
  EXPECT_EQ(prepared().value(), *first);
  EXPECT_EQ(calls(), once) << "they are there";
  source_.requirements = "six==1.17\n";
  const auto other = prepared();
  ASSERT_TRUE(other);
  EXPECT_NE(*other, *first);
}

TEST_F(RequirementsTest, AWorkerHasTheTextOnly) {
  fs::remove_all(path("project"));
  const auto python = prepared();
  ASSERT_TRUE(python) << python.error().message;
  const std::string venv = python->substr(0, python->size() - std::string("/bin/python3").size());
  EXPECT_TRUE(calls().starts_with(venv + "\n")) << calls();
  EXPECT_EQ(*base::readFile(venv + "/wanted-requirements.txt"), "six==1.16\n");
}

TEST_F(RequirementsTest, TheNamedEnvironmentIsUsedAndMadeWhenItIsNotThere) {
  options_.venv = path("mine");
  EXPECT_EQ(prepared().value(), path("mine/bin/python3"));
  source_.requirements = "six==1.17\n";
  EXPECT_EQ(prepared().value(), path("mine/bin/python3"));
  const std::string text = calls();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4) << "another text is installed too";
}

TEST_F(RequirementsTest, WithoutRequirementsNothingIsMade) {
  source_.requirements.clear();
  EXPECT_EQ(prepared().value(), path("maker"));
  options_.venv = path("mine");
  EXPECT_EQ(prepared().value(), path("mine/bin/python3"));
  EXPECT_FALSE(fs::exists(path("venvs")));
}

TEST_F(RequirementsTest, AFailureHasTheLastLinesAndIsTriedAgain) {
  tool("pip", "echo looking; echo 'ERROR: No matching distribution'; exit 1");
  const auto failed = prepared();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, base::ErrorCode::kUnavailable);
  EXPECT_EQ(failed.error().message, path("project/requirements.txt") +
                                        ": it cannot be installed: pip ended with exit status 1: "
                                        "looking | ERROR: No matching distribution");
  for (const auto& venv : fs::directory_iterator(path("venvs"))) {
    if (venv.is_directory()) folder_.write("calls", venv.path().string());
  }
  const std::string python = calls() + "/bin/python3";
  ASSERT_TRUE(base::writeFileAtomically(python, "#!/bin/sh\nexit 0\n"));
  fs::permissions(python, fs::perms::owner_all);
  EXPECT_EQ(prepared().value(), python);
}

TEST_F(RequirementsTest, AnEnvironmentThatCannotBeMadeIsTold) {
  tool("maker", "echo 'ensurepip is not available'; exit 1");
  const auto failed = prepared();
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("python3 -m venv ended with exit status 1: ensurepip"),
            std::string::npos)
      << failed.error().message;
  EXPECT_NE(failed.error().hint.find("python3-venv"), std::string::npos);
  options_.venvs.clear();
  EXPECT_EQ(prepared().error().hint, "name a folder with --venv DIR");
}

}  // namespace
}  // namespace hrp::plugin
