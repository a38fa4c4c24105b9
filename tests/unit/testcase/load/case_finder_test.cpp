#include "testcase/load/case_finder.hpp"

#include <gmock/gmock.h>

#include "support/memory_files.hpp"

namespace hrp::testcase {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> found(const std::vector<std::string>& arguments, FileSource& files) {
  std::vector<std::string> out;
  for (const FoundCase& one : findCases(arguments, files)) {
    out.push_back(one.file + (one.error ? "!" : ""));
  }
  return out;
}

TEST(CaseFinder, TakesFilesAsTheyAreAndTestcasesOfFolders) {
  testing::MemoryFiles files;
  files.add("one.txt", "anything");
  files.add("d/a.json", R"({"teststeps": []})");
  files.add("d/data.json", "[1]");
  files.add("d/old.yaml", "- config: {name: x}");
  files.add("d/proj.json", R"({"config": {}})");
  files.add("d/z.JSON", R"({"teststeps": []})");
  EXPECT_THAT(found({"d", "one.txt"}, files),
              ElementsAre("/w/d/a.json", "/w/d/old.yaml", "/w/one.txt"));
}

TEST(CaseFinder, ABrokenFileStandsInItsPlace) {
  testing::MemoryFiles files;
  files.add("d/a.json", R"({"teststeps": []})");
  files.add("d/b.json", "{");
  files.add("d/c.json", R"({"teststeps": []})");
  EXPECT_THAT(found({"nope.json", "d"}, files),
              ElementsAre("nope.json!", "/w/d/a.json", "/w/d/b.json!", "/w/d/c.json"));
  EXPECT_THAT(findCases({"nope.json"}, files)[0].error->message, HasSubstr("nope.json"));
  EXPECT_EQ(findCases({"d/"}, files)[1].error->code, base::ErrorCode::kMalformedJson);
}

}  // namespace
}  // namespace hrp::testcase
