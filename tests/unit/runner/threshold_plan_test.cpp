#include "hrp/runner/threshold_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hrp/testcase/loader.hpp"
#include "support/temp_folder.hpp"

namespace hrp::runner {
namespace {

using ::testing::HasSubstr;

class ThresholdPlanTest : public ::testing::Test {
 protected:
  testcase::Workload load(const std::string& name, const std::string& text) {
    temp_.write(name, text);
    auto loaded = testcase::loadTestcases({name}, temp_.path());
    EXPECT_TRUE(loaded.has_value()) << loaded.error().message;
    return loaded ? std::move(loaded->workload) : testcase::Workload();
  }
  RunProfile asking(const std::vector<std::string>& texts) {
    RunProfile profile;
    profile.thresholds = judge::parseThresholds(texts, "thresholds").value();
    return profile;
  }
  const testing::TempFolder temp_;
};

constexpr const char* kSteps = R"(
teststeps:
- {name: login, request: {method: GET, url: /}}
- {name: item $n, api: {request: {method: GET, url: /}}}
- {name: buy, transaction: {name: checkout, type: start}}
- {name: pause, think_time: {time: 0}}
- name: inner
  testcase: {config: {name: c}, teststeps: [{name: deep, request: {method: PUT, url: /}}]}
- {name: talk, websocket: {type: open, url: 'ws://h/'}}
- {name: done, transaction: {name: checkout, type: end}}
- {name: meet, rendezvous: {name: all, number: 1}}
)";

std::vector<std::string> namesOf(const judge::KnownRows& rows) {
  std::vector<std::string> names;
  for (const judge::KnownRow& row : rows) names.push_back(row.type + " " + row.name);
  return names;
}

TEST_F(ThresholdPlanTest, KnowsTheRowsThatALoadCanHave) {
  const auto workload = load("a.yaml", std::string("config: {name: a, parameters: {n: [1, 2]}, "
                                                   "base_url: 'http://h'}") +
                                           kSteps);
  const auto ground = thresholdGroundOf(workload);
  ASSERT_TRUE(ground.has_value()) << ground.error().message;
  EXPECT_THAT(namesOf(ground->rows),
              ::testing::ElementsAre("request-GET login", "api item $n", "transaction checkout",
                                     "thinktime pause", "testcase inner", "request inner - deep",
                                     "websocket-open talk", "transaction checkout",
                                     "rendezvous meet", "transaction Action"));
  RunProfile profile = asking({"inner - deep: p95 < 1s", "item 7: p95 < 1s", "meet: max < 1s"});
  ASSERT_TRUE(planThresholds(profile, *ground).has_value());
  EXPECT_FALSE(profile.thresholds[0].containers);
  EXPECT_FALSE(profile.thresholds[1].containers);
  EXPECT_TRUE(profile.thresholds[2].containers);
}

TEST_F(ThresholdPlanTest, KnowsTheRowsOfASingleRun) {
  const auto workload = load("a.yaml", R"(
config: {name: a, base_url: 'http://h'}
teststeps:
- {name: login, request: {method: GET, url: /}}
- {name: again, loops: 3, request: {method: GET, url: /}}
- {name: pause, think_time: {time: 0}}
)");
  const judge::KnownRows rows = rowsOfSingleRun(*workload.programs[0]);
  EXPECT_THAT(namesOf(rows),
              ::testing::ElementsAre("request login", "request again", "transaction Action"));
  judge::Threshold one = judge::parseThreshold("again_loop_2: max < 1s").value();
  EXPECT_TRUE(judge::bindThreshold(one, rows).has_value());
}

TEST_F(ThresholdPlanTest, ThoseOfTheTestcasesComeLastAndOnce) {
  const auto workload =
      load("a.yaml", std::string("config: {name: a, parameters: {n: [1, 2]}, base_url: 'http://h', "
                                 "thresholds: ['p95 < 1s', 'login: max < 2s']}") +
                         kSteps);
  const auto ground = thresholdGroundOf(workload);
  ASSERT_TRUE(ground.has_value()) << ground.error().message;
  RunProfile profile = asking({"rps > 3", "p95 < 1000ms"});
  ASSERT_TRUE(planThresholds(profile, *ground).has_value());
  ASSERT_EQ(profile.thresholds.size(), 3U);
  EXPECT_EQ(profile.thresholds[1].text, "p95 < 1000ms");
  EXPECT_EQ(profile.thresholds[2].text, "login: max < 2s");
}

TEST_F(ThresholdPlanTest, ErrorsSayWhoseTheyAre) {
  const auto plain = load("a.yaml",
                          "config: {name: a, base_url: 'http://h'}\n"
                          "teststeps: [{name: x, request: {method: GET, url: /}}]\n");
  RunProfile profile = asking({"nobody: p95 < 1s"});
  const auto planned = planThresholds(profile, thresholdGroundOf(plain).value());
  ASSERT_FALSE(planned.has_value());
  EXPECT_EQ(planned.error().code, base::ErrorCode::kBadSetting);
  for (const char* text : {"nobody: p95 < 1s", "p95 < 1"}) {
    const auto bad =
        load("b.yaml", std::string("config: {name: a, base_url: 'http://h', thresholds: ['") +
                           text + "']}\nteststeps: [{name: x, request: {method: GET, url: /}}]\n");
    const auto ground = thresholdGroundOf(bad);
    ASSERT_FALSE(ground.has_value());
    EXPECT_EQ(ground.error().code, base::ErrorCode::kInvalidArgument);
    EXPECT_THAT(ground.error().message, HasSubstr("b.yaml: config.thresholds[0]: \""));
  }
}

TEST_F(ThresholdPlanTest, ARunHasABound) {
  ThresholdGround ground;
  std::vector<std::string> many;
  for (std::size_t i = 0; i < judge::kMaxThresholds; ++i) {
    many.push_back("failures < " + std::to_string(i));
  }
  ground.own = judge::parseThresholds({"p95 < 1s"}, "t").value();
  RunProfile profile = asking(many);
  EXPECT_FALSE(planThresholds(profile, ground).has_value());
}

}  // namespace
}  // namespace hrp::runner
