#include <gtest/gtest.h>

#include <filesystem>

#include "hrp/plugin/python_functions.hpp"
#include "support/temp_folder.hpp"

namespace hrp::plugin {
namespace {

TEST(PythonPath, TheNamedEnvironmentWins) {
  EXPECT_EQ(pythonOf("/opt/env", "/home/a"), "/opt/env/bin/python3");
}

TEST(PythonPath, TheSharedEnvironmentIsUsedWhenItIsThere) {
  const hrp::testing::TempFolder home;
  EXPECT_EQ(pythonOf("", home.path()), "python3");
  std::filesystem::create_directories(home.path() + "/.hrp/venv/bin");
  home.write(".hrp/venv/bin/python3", "");
  EXPECT_EQ(pythonOf("", home.path()), home.path() + "/.hrp/venv/bin/python3");
}

TEST(PythonPath, WithoutAHomeItIsTheOneInPath) {
  EXPECT_EQ(pythonOf("", std::nullopt), "python3");
  EXPECT_EQ(pythonOf("", ""), "python3");
}

}  // namespace
}  // namespace hrp::plugin
