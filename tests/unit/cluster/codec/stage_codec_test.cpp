#include "cluster/codec/stage_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hrp/base/random.hpp"

namespace hrp::cluster {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

TEST(StageCodec, RoundTripsExactly) {
  for (const base::Stages& stages :
       {base::Stages{}, base::Stages{{seconds(30), 100}, {seconds(0), 1.0 / 3}, {seconds(1), 0}}}) {
    const auto back = decodeStages(encodeStages(stages));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, stages);
  }
}

TEST(StageCodec, NamesWhatIsWrong) {
  const auto problem = [](const std::string& bytes) {
    const auto stages = decodeStages(bytes);
    return stages ? std::string() : stages.error().message;
  };
  const std::string good = encodeStages({{seconds(3), 7}});
  EXPECT_THAT(problem(""), HasSubstr("stages: bad stages"));
  EXPECT_THAT(problem(good.substr(0, good.size() - 1)), HasSubstr("target"));
  EXPECT_THAT(problem(good + "x"), HasSubstr("end"));
  EXPECT_THAT(problem(encodeStages({{seconds(3), -7}})), HasSubstr("target"));
  EXPECT_THAT(problem(encodeStages({{seconds(3), 1e10}})), HasSubstr("target"));
  EXPECT_THAT(problem(encodeStages({{seconds(3), 0.0 / 0.0}})), HasSubstr("target"));
  EXPECT_THAT(problem("\xff\xff\x03"), HasSubstr("stages"));
}

TEST(StageCodec, SurvivesAnyBytes) {
  base::Random random(5);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(random.below(30), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.below(256));
    const auto stages = decodeStages(bytes);
    if (!stages) continue;
    EXPECT_EQ(decodeStages(encodeStages(*stages)), *stages);
  }
}

}  // namespace
}  // namespace hrp::cluster
