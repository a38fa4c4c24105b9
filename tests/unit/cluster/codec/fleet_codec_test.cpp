#include "cluster/codec/fleet_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hrp/base/leb128.hpp"
#include "hrp/base/random.hpp"

namespace hrp::cluster {
namespace {

using runner::FleetClaim;
using runner::FleetGrant;
using ::testing::HasSubstr;

FleetClaim claim() {
  FleetClaim made;
  made.sequence = 7;
  made.users = 12;
  made.rows.push_back({3, 2, 90, {{10, 4}, {UINT64_MAX - 5, 5}}, {{1, {30, 7}}}});
  made.rows.emplace_back();
  made.meeting_word = 6;
  made.points = {{9, 1, 4}, {}};
  return made;
}
FleetGrant grant() {
  FleetGrant made;
  made.claim = 7;
  made.words.rows.push_back({.set = 1, .number = 4, .ranges = {{40, 9}}, .recall = true});
  made.words.rows.push_back({.set = 0, .number = 5, .ended = true});
  made.words.meetings = {3, {{1, true}, {2, false}}};
  return made;
}

TEST(FleetCodec, KeepsClaims) {
  const auto back = decodeClaim(encodeClaim(claim()));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->sequence, 7U);
  EXPECT_EQ(back->users, 12);
  ASSERT_EQ(back->rows.size(), 2U);
  EXPECT_EQ(back->rows[0].word, 3U);
  EXPECT_EQ(back->rows[0].waiting, 2);
  EXPECT_EQ(back->rows[0].level, 90U);
  EXPECT_EQ(back->rows[0].held, claim().rows[0].held);
  EXPECT_EQ(back->rows[0].returned[0].range, (engine::RowRange{30, 7}));
  EXPECT_EQ(back->meeting_word, 6U);
  EXPECT_EQ(back->points[0].arrivals, 9U);
  EXPECT_EQ(encodeClaim(*back), encodeClaim(claim()));
}

TEST(FleetCodec, KeepsGrants) {
  const auto back = decodeGrant(encodeGrant(grant()));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_TRUE(back->words.rows[0].recall);
  EXPECT_FALSE(back->words.rows[0].ended);
  EXPECT_TRUE(back->words.rows[1].ended);
  EXPECT_EQ(back->words.meetings.points[0].releases, 1U);
  EXPECT_FALSE(back->words.meetings.points[1].active);
  EXPECT_EQ(encodeGrant(*back), encodeGrant(grant()));
}

TEST(FleetCodec, NamesWhatIsWrong) {
  const auto problem = [](const std::vector<std::uint64_t>& numbers) {
    base::LebWriter out;
    for (const auto number : numbers) out.number(number);
    const auto decoded = decodeClaim(out.take());
    return decoded ? std::string() : decoded.error().message;
  };
  EXPECT_THAT(problem({}), HasSubstr("claim: format"));
  EXPECT_THAT(problem({2}), HasSubstr("format"));
  EXPECT_THAT(problem({1, 1, 1'000'000'001}), HasSubstr("users"));
  EXPECT_THAT(problem({1, 1, 5, 4'097}), HasSubstr("rows"));
  EXPECT_THAT(problem({1, 1, 5, 1, 0, 0, 0, 16'385}), HasSubstr("held"));
  EXPECT_THAT(problem({1, 1, 5, 1, 0, 0, 0, 1, UINT64_MAX, 1}), HasSubstr("held"));
  EXPECT_THAT(problem({1, 1, 5, 0, 0, 0, 9}), HasSubstr("end"));
  EXPECT_FALSE(decodeGrant(std::string(100, '\xff')));
}

TEST(FleetCodec, SurvivesMutations) {
  base::Random random(3);
  const std::string frames[] = {encodeClaim(claim()), encodeGrant(grant())};
  std::size_t refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = frames[random.below(2)];
    for (std::uint64_t i = 1 + random.below(3); i > 0 && !bytes.empty(); --i) {
      const auto at = random.below(bytes.size());
      if (random.below(3) == 0) {
        bytes.resize(at);
      } else {
        bytes[at] = static_cast<char>(random.below(256));
      }
    }
    const auto as_claim = decodeClaim(bytes);
    const auto as_grant = decodeGrant(bytes);
    refused += !as_claim && !as_grant ? 1 : 0;
    EXPECT_TRUE(!as_claim || decodeClaim(encodeClaim(*as_claim)));
    EXPECT_TRUE(!as_grant || decodeGrant(encodeGrant(*as_grant)));
  }
  EXPECT_GT(refused, 5'000U);
}

}  // namespace
}  // namespace hrp::cluster
