#include "cli/convert/curl_words.hpp"

#include <gtest/gtest.h>

#include "hrp/testcase/loader.hpp"
#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

using Words = std::vector<std::string>;

class CurlWordsTest : public ::testing::Test {
 protected:
  CurlWordsTest() {
    app_.add_option("-l,--log-level", text_, "");
    CLI::App* boom = app_.add_subcommand("boom", "");
    boom->add_option("testcases", list_, "");
    boom->add_option("--spawn-count", number_, "");
    boom->add_flag("--master", flag_, "");
    CLI::App* run = app_.add_subcommand("run", "");
    run->add_option("testcases", list_, "");
    run->add_flag("-s,--save-tests", flag_, "");
    run->add_option("-p,--proxy-url", text_, "");
    app_.add_subcommand("eval", "")->add_option("expression", text_, "");
  }
  SplitWords split(const Words& words) { return splitCurlWords(words, app_); }

  CLI::App app_;
  std::string text_;
  Words list_;
  int number_ = 0;
  bool flag_ = false;
};

TEST_F(CurlWordsTest, LongFlagsOfTheCommandStayThere) {
  const SplitWords split_words = split({"boom", "curl", "http://x", "-X", "POST", "--spawn-count",
                                        "50", "-d", "a=1", "--master", "--compressed"});
  EXPECT_EQ(split_words.hrp,
            (Words{"boom", "curl-command.json", "--spawn-count", "50", "--master"}));
  ASSERT_TRUE(split_words.curl.has_value());
  EXPECT_EQ(*split_words.curl, (Words{"http://x", "-X", "POST", "-d", "a=1", "--compressed"}));
}

TEST_F(CurlWordsTest, ShortFlagsBehindCurlAreCurls) {
  const SplitWords behind = split({"run", "curl", "-s", "-p", "x", "--save-tests", "-l", "y"});
  EXPECT_EQ(*behind.curl, (Words{"-s", "-p", "x", "-l", "y"}));
  EXPECT_EQ(behind.hrp, (Words{"run", "curl-command.json", "--save-tests"}));
  const SplitWords before = split({"-l", "info", "run", "-s", "-p", "proxy", "curl", "x"});
  EXPECT_EQ(before.hrp, (Words{"-l", "info", "run", "-s", "-p", "proxy", "curl-command.json"}));
  EXPECT_EQ(*before.curl, (Words{"x"}));
}

TEST_F(CurlWordsTest, GlobalLongFlagsStayToo) {
  const SplitWords words = split({"boom", "curl", "x", "--log-level=debug", "--log-level", "info"});
  EXPECT_EQ(words.hrp,
            (Words{"boom", "curl-command.json", "--log-level=debug", "--log-level", "info"}));
}

TEST_F(CurlWordsTest, ValuesOfCurlsOptionsAreNotLookedAt) {
  const SplitWords words = split({"boom", "curl", "-H", "--master", "-sd", "--spawn-count", "x"});
  EXPECT_EQ(words.hrp, (Words{"boom", "curl-command.json"}));
  EXPECT_EQ(*words.curl, (Words{"-H", "--master", "-sd", "--spawn-count", "x"}));
  EXPECT_EQ(*split({"boom", "curl", "--", "--master"}).curl, (Words{"--", "--master"}));
}

TEST_F(CurlWordsTest, OnlyTheFirstTestcaseWordCanBeCurl) {
  for (const Words& words :
       {Words{"boom", "a.yaml", "curl"}, Words{"boom", "--spawn-count", "curl"},
        Words{"eval", "curl"}, Words{"curl"}, Words{"boom"}, Words{}, Words{"boom", "--", "curl"},
        Words{"-l", "curl", "boom", "x"}}) {
    const SplitWords split_words = split(words);
    EXPECT_EQ(split_words.hrp, words);
    EXPECT_FALSE(split_words.curl.has_value());
  }
}

TEST_F(CurlWordsTest, TheTestcaseLoadsFromMemory) {
  const hrp::testing::TempFolder folder;
  const auto made = makeCurlTestcase({"http://x/a", "-d", "$b"}, folder.path());
  ASSERT_TRUE(made.has_value()) << made.error().message;
  testcase::LoadOptions options;
  options.texts[made->file] = made->text;
  const auto loaded = testcase::loadTestcases({made->file}, folder.path(), options);
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  EXPECT_EQ(loaded->workload.programs.front()->name, "POST /a");
}

TEST_F(CurlWordsTest, AWrongCommandIsRefused) {
  const auto none = makeCurlTestcase({}, "/");
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().message, "curl: the curl command has no URL");
  const auto unknown = makeCurlTestcase({"x", "--frob"}, "/");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_NE(unknown.error().message.find("--frob"), std::string::npos);
}

}  // namespace
}  // namespace hrp::cli
