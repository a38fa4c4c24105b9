#include "plugin/python/python_files.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::plugin {
namespace {

namespace fs = std::filesystem;

std::size_t filesBelow(const std::string& folder) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    count += entry.is_regular_file() ? 1U : 0U;
  }
  return count;
}

TEST(PythonFiles, OfAShippedSourceAllAreCopiedAndTheCopyIsImported) {
  expression::CustomSource source{"/p/debugtalk.py", "import a", {{"/p/q/a.py", "x = '\xe4'"}}, {}};
  source.shipped = true;
  auto files = PythonFiles::make(source);
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_EQ(files->imported(), files->folder() + "/p/debugtalk.py");
  EXPECT_EQ(*base::readFile(files->imported()), "import a");
  EXPECT_EQ(*base::readFile(files->folder() + "/p/q/a.py"), "x = '\xe4'");
  EXPECT_TRUE(files->keep({"/etc/hostname"}));
  EXPECT_EQ(filesBelow(files->folder()), 2U);
}

TEST(PythonFiles, OfAnotherTheModulesAreCopiedAsTheFirstInterpreterHadThem) {
  const hrp::testing::TempFolder temp;
  const std::string module = temp.write("a.py", "old");
  const expression::CustomSource source{temp.file("debugtalk.py"), "import a", {}, {}};
  auto files = PythonFiles::make(source);
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_EQ(files->imported(), source.file);
  EXPECT_EQ(*base::readFile(files->folder() + source.file), "import a");
  EXPECT_TRUE(files->keep({module, temp.file("gone.py")}));
  temp.write("a.py", "new");
  EXPECT_TRUE(files->keep({module, temp.write("b.py", "")}));
  EXPECT_EQ(*base::readFile(files->folder() + module), "old");
  EXPECT_EQ(filesBelow(files->folder()), 2U);
}

TEST(PythonFiles, WhatCannotBeCopiedNamesTheFile) {
  expression::CustomSource source{"/p/debugtalk.py", "", {{"/p/debugtalk.py/a.py", ""}}, {}};
  source.shipped = true;
  const auto files = PythonFiles::make(source);
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, base::ErrorCode::kIo);
  EXPECT_TRUE(files.error().message.starts_with("/p/debugtalk.py: ")) << files.error().message;
}

}  // namespace
}  // namespace hrp::plugin
