#include <gtest/gtest.h>

#include "hrp/base/random.hpp"
#include "hrp/cluster/codec.hpp"
#include "support/sample_slice.hpp"

namespace hrp::cluster {
namespace {

using hrp::testing::sampleSlice;

TEST(SliceCodec, RoundTripsExactly) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto slice = sampleSlice(seed);
    const auto back = decodeSlice(encodeSlice(slice));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, slice);
  }
  EXPECT_EQ(*decodeSlice(encodeSlice({})), stats::Slice());
}

TEST(SliceCodec, AnEmptySliceIsAFewBytes) {
  EXPECT_LE(encodeSlice({}).size(), 32U);
}

TEST(SliceCodec, RefusesEveryTruncation) {
  const std::string bytes = encodeSlice(sampleSlice(3));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decodeSlice(std::string_view(bytes).substr(0, size))) << size;
  }
  EXPECT_FALSE(decodeSlice(bytes + "x"));
}

TEST(SliceCodec, SurvivesMutations) {
  base::Random random(5);
  int taken = 0;
  std::vector<std::string> samples;
  for (std::uint64_t seed = 0; seed < 20; ++seed) samples.push_back(encodeSlice(sampleSlice(seed)));
  for (int round = 0; round < 5'000; ++round) {
    std::string bytes = samples[random.below(samples.size())];
    bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    if (const auto slice = decodeSlice(bytes)) {
      ++taken;
      EXPECT_TRUE(decodeSlice(encodeSlice(*slice)));
    }
  }
  EXPECT_GT(taken, 0);
}

TEST(SliceCodec, RefusesHugeCounts) {
  EXPECT_FALSE(decodeSlice(std::string("\x07\xff\xff\xff\xff\xff\x0f", 7)));
  EXPECT_FALSE(decodeSlice(std::string(1'000, '\xff')));
  EXPECT_EQ(decodeSlice("\x01").error().message, "slice: bad format");
}

}  // namespace
}  // namespace hrp::cluster
