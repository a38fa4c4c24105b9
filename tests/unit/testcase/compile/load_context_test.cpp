#include "testcase/compile/load_context.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_custom_functions.hpp"
#include "support/memory_files.hpp"

namespace hrp::testcase {
namespace {

TEST(LoadContext, ReachesFilesAndTheEnvironment) {
  hrp::testing::MemoryFiles files;
  files.add("data/a.csv", "x\n1\n");
  LoadContext context(files);
  EXPECT_EQ(context.readFile("data/a.csv").value(), "x\n1\n");
  EXPECT_EQ(context.readFile("none.csv").error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(context.environment("HRP_SURELY_NOT_SET"), std::nullopt);
  EXPECT_TRUE(context.environment("PATH"));
  context.setEnvironment("PATH", "of .env");
  EXPECT_EQ(context.environment("PATH"), "of .env");
  EXPECT_EQ(context.environment().size(), 1U);
}

class CustomFunctionsTest : public ::testing::Test {
 protected:
  CustomFunctionsTest() {
    files_.add("/p/debugtalk.py", "the text");
    files_.add("/p/helper.py", "more");
    files_.add("/p/data.csv", "x");
  }
  expression::OpenCustomFunctions opener() {
    return [this](const expression::CustomSource& source)
               -> base::Result<std::shared_ptr<expression::CustomFunctions>> {
      sources_.push_back(source);
      if (broken_) return base::fail(base::ErrorCode::kFunction, source.file + ":1: SyntaxError");
      return functions_;
    };
  }

  hrp::testing::MemoryFiles files_;
  const Project project_{"/p", {{"A", "1"}}, "/p/debugtalk.py"};
  std::shared_ptr<hrp::testing::FakeCustomFunctions> functions_ =
      std::make_shared<hrp::testing::FakeCustomFunctions>();
  std::vector<expression::CustomSource> sources_;
  bool broken_ = false;
};

TEST_F(CustomFunctionsTest, AFileIsOpenedOnceAndWhatItUsesIsRead) {
  functions_->used = {"/p/helper.py"};
  LoadContext context(files_, opener());
  const auto opened = context.customFunctions(project_);
  ASSERT_TRUE(opened) << opened.error().message;
  const LoadContext::CustomTable table = *opened;
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(*context.customFunctions(project_), table);
  ASSERT_EQ(sources_.size(), 1U);
  EXPECT_EQ(sources_[0].file, "/p/debugtalk.py");
  EXPECT_EQ(sources_[0].text, "the text");
  EXPECT_EQ(sources_[0].environment, project_.environment);
  EXPECT_TRUE(sources_[0].modules.empty());
  EXPECT_TRUE(files_.reads.contains("/p/helper.py"));
  EXPECT_FALSE(files_.reads.contains("/p/data.csv"));
  const std::vector<expression::Value> arguments{1, 2};
  EXPECT_EQ(*table->find("add")->call(arguments, context), 3);
}

TEST_F(CustomFunctionsTest, EachEnvironmentHasFunctionsOfItsOwn) {
  files_.add("/p/requirements.txt", "six\n");
  LoadContext context(files_, opener());
  const TextPairs environs{{"A", "weaker than .env"}, {"B", " 2 "}, {"C", "$v"}};
  ASSERT_TRUE(context.customFunctions(project_, environs));
  EXPECT_EQ(sources_[0].environment, (TextPairs{{"A", "1"}, {"B", "2"}}));
  EXPECT_EQ(sources_[0].requirements, "six\n");
  ASSERT_TRUE(context.customFunctions(project_, {{"B", "2"}, {"C", "${other()}"}}));
  EXPECT_EQ(sources_.size(), 1U) << "the same for the functions";
  ASSERT_TRUE(context.customFunctions(project_, {{"B", "3"}}));
  EXPECT_EQ(sources_.size(), 2U);
}

TEST_F(CustomFunctionsTest, OnAWorkerTheBundleHasTheOtherFiles) {
  LoadContext context(files_, opener());
  context.useBundledModules();
  ASSERT_TRUE(context.customFunctions(project_));
  EXPECT_EQ(sources_[0].modules, (std::map<std::string, std::string>{{"/p/helper.py", "more"}}));
}

TEST_F(CustomFunctionsTest, ACompiledFileIsOpenedWithoutModules) {
  for (const std::string file : {"/p/debugtalk.so", "/p/debugtalk.bin"}) {
    files_.add(file, "bytes");
    LoadContext context(files_, opener());
    context.useBundledModules();
    ASSERT_NE(*context.customFunctions({"/p", {}, file}), nullptr);
    EXPECT_EQ(sources_.back().file, file);
    EXPECT_EQ(sources_.back().text, "bytes");
    EXPECT_TRUE(sources_.back().modules.empty());
  }
}

TEST_F(CustomFunctionsTest, WhatCannotBeOpenedIsRemembered) {
  broken_ = true;
  LoadContext context(files_, opener());
  for (int i = 0; i < 2; ++i) {
    const auto opened = context.customFunctions(project_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, "/p/debugtalk.py:1: SyntaxError");
  }
  EXPECT_EQ(sources_.size(), 1U);
}

TEST_F(CustomFunctionsTest, ThereAreNoneWithoutAFileOrSomebodyToOpenIt) {
  LoadContext closed(files_);
  EXPECT_EQ(*closed.customFunctions(project_), nullptr);
  LoadContext context(files_, opener());
  EXPECT_EQ(*context.customFunctions({"/p", {}, ""}), nullptr);
  EXPECT_TRUE(sources_.empty());
}

}  // namespace
}  // namespace hrp::testcase
