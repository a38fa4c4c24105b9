#include "cli/output_check.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

namespace fs = std::filesystem;

std::string refusal(const NamedFiles& outputs, const NamedFiles& inputs = {}) {
  const auto checked = checkOutputs(outputs, inputs);
  return checked ? "" : checked.error().message;
}

TEST(OutputCheckTest, EachHasToBeWritable) {
  const testing::TempFolder temp;
  EXPECT_EQ(refusal({}), "");
  EXPECT_EQ(refusal({{"--a", temp.file("a")}, {"--b", temp.file("b")}}), "");
  EXPECT_TRUE(refusal({{"--a", temp.file("no/a")}}).starts_with("--a: "));
}

TEST(OutputCheckTest, NoTwoAreOneFileUnderSeveralNames) {
  const testing::TempFolder temp;
  fs::create_directory(temp.file("p"));
  fs::create_directory_symlink("p", temp.file("q"));
  temp.write("p/old", "");
  fs::create_symlink("p/old", temp.file("link"));
  fs::create_symlink("p/new", temp.file("dangling"));
  fs::create_hard_link(temp.file("p/old"), temp.file("second"));
  const std::string file = temp.file("p/new");
  for (const char* other : {"p/new", "p/./new", "p/../p/new", "q/new", "dangling"}) {
    EXPECT_EQ(refusal({{"--a", file}, {"--b", temp.file(other)}}),
              "--a and --b cannot both have " + temp.file(other));
  }
  for (const char* other : {"q/old", "link", "second"}) {
    EXPECT_NE(refusal({{"--a", temp.file("p/old")}, {"--b", temp.file(other)}}), "") << other;
  }
  EXPECT_EQ(refusal({{"--a", file}, {"--b", temp.file("new")}}), "");
}

TEST(OutputCheckTest, ADeviceIsForSeveralAndStandardOutputForOne) {
  EXPECT_EQ(refusal({{"--a", "/dev/null"}, {"--b", "/dev/null"}}), "");
  EXPECT_EQ(refusal({{"--a", "-"}, {"--b", "-"}}), "--a and --b cannot both have standard output");
  EXPECT_NE(refusal({{"--a", "-"}, {"--b", "/dev/stdout"}}), "");
}

TEST(OutputCheckTest, NoneIsAFileThatIsRead) {
  const testing::TempFolder temp;
  temp.write("case.json", "{}");
  fs::create_symlink("case.json", temp.file("link"));
  const NamedFiles inputs{{"the testcase", temp.file("case.json")}, {"the profile", "missing"}};
  EXPECT_EQ(refusal({{"--a", temp.file("link")}}, inputs),
            "the testcase and --a cannot both have " + temp.file("link"));
  EXPECT_EQ(refusal({{"--a", temp.file("out")}}, inputs), "");
}

}  // namespace
}  // namespace hrp::cli
