#include "cli/boom/recorded_settings.hpp"

#include <gtest/gtest.h>

namespace hrp::cli {
namespace {

TEST(RecordedSettings, SaysWhatARunWasAskedFor) {
  runner::RunProfile profile;
  profile.testcase_paths = {"a.yml", "b.yml"};
  profile.spawn_count = 100;
  profile.spawn_rate = 2.5;
  profile.run_time = std::chrono::seconds(90);
  profile.drain = {};
  profile.disable_keepalive = true;
  EXPECT_EQ(recordedSettings(profile), (record::NamedTexts{{"testcases", "a.yml, b.yml"},
                                                           {"spawn-count", "100"},
                                                           {"spawn-rate", "2.5"},
                                                           {"run-time", "1m30s"},
                                                           {"disable-keepalive", "yes"}}));
}

TEST(RecordedSettings, StagesStandForUsers) {
  runner::RunProfile profile;
  profile.stages = {{std::chrono::seconds(30), 100}, {std::chrono::seconds(60), 0}};
  const auto settings = recordedSettings(profile);
  EXPECT_EQ(settings.at(0), std::pair(std::string("stages"), std::string("30s:100,1m:0")));
}

TEST(RecordedSettings, HidesThePasswordsOfUrls) {
  runner::RunProfile profile;
  profile.proxy_url = "http://me:s3cret@proxy:3128";
  const auto settings = recordedSettings(profile);
  EXPECT_EQ(settings.back().second, "http://me:***@proxy:3128");
  EXPECT_EQ(commandText({"hrp", "http://u:p@q@h/a:b@c", "http://h:80/", "a://u@h"}),
            "hrp 'http://u:***@h/a:b@c' http://h:80/ a://u@h");
}

TEST(RecordedSettings, ACommandIsAsAShellTakesIt) {
  EXPECT_EQ(commandText({"hrp", "boom", "a b.yml", "it's", "", "--max-rps=5"}),
            R"(hrp boom 'a b.yml' 'it'\''s' '' --max-rps=5)");
}

}  // namespace
}  // namespace hrp::cli
