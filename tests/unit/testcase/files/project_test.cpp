#include "testcase/files/project.hpp"

#include <gmock/gmock.h>

#include "support/memory_files.hpp"

namespace hrp::testcase {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Project, FindsItsRootUpward) {
  struct Case {
    std::vector<std::string> marks;
    std::string root;
    std::string functions_file;
  };
  const std::vector<Case> cases = {
      {{}, "/w", ""},
      {{"/p/proj.json"}, "/p", ""},
      {{"/p/t/proj.json", "/p/debugtalk.py"}, "/p", "/p/debugtalk.py"},
      {{"/p/t/debugtalk.py", "/debugtalk.bin"}, "/", "/debugtalk.bin"},
      {{"/p/debugtalk.bin", "/p/debugtalk.py"}, "/p", "/p/debugtalk.bin"},
      {{"/p/t/u/proj.json"}, "/w", ""},
  };
  for (const auto& [marks, root, functions_file] : cases) {
    hrp::testing::MemoryFiles files;
    for (const auto& mark : marks) files.add(mark, "{}");
    const auto project = findProject("/p/t/case.json", files);
    ASSERT_TRUE(project);
    EXPECT_EQ(project->root, root);
    EXPECT_EQ(project->functions_file, functions_file);
  }
}

TEST(Project, ReadsDotEnvOfTheRootOnly) {
  hrp::testing::MemoryFiles files({{"/p/proj.json", ""}, {"/p/.env", "A=1"}, {"/p/t/.env", "B=1"}});
  EXPECT_THAT(findProject("/p/t/case.json", files)->environment, ElementsAre(Pair("A", "1")));
  EXPECT_TRUE(files.reads.contains("/p/proj.json"));
}

TEST(DotEnv, Lines) {
  const auto pairs = parseDotEnv("# c\nU=envu\n\n P : a b \r\nQ='x'\nR=a=b:c\nS=", "/p/.env");
  ASSERT_TRUE(pairs) << pairs.error().message;
  EXPECT_THAT(*pairs, ElementsAre(Pair("U", "envu"), Pair("P", "a b"), Pair("Q", "'x'"),
                                  Pair("R", "a=b:c"), Pair("S", "")));
}

TEST(DotEnv, NamesTheBadLine) {
  EXPECT_EQ(parseDotEnv("A=1\nnonsense\n", "/p/.env").error().message,
            "/p/.env:2: expected KEY=VALUE or KEY: VALUE");
  EXPECT_FALSE(parseDotEnv("=x", "/p/.env"));
  hrp::testing::MemoryFiles files;
  files.add("/w/.env", "nonsense");
  EXPECT_FALSE(findProject("/w/case.json", files));
}

TEST(Trimmed, DropsBlanksAtBothEnds) {
  EXPECT_EQ(trimmed("\t a b \r\n"), "a b");
  EXPECT_EQ(trimmed(" \n"), "");
}

}  // namespace
}  // namespace hrp::testcase
