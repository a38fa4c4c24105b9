#include "record/file/figures_codec.hpp"

#include <gtest/gtest.h>

#include "hrp/base/random.hpp"
#include "support/sample_slice.hpp"

namespace hrp::record {
namespace {

struct Encoded {
  FigureColumns columns;
  Names names;
};

Encoded encoded(const stats::Slice& slice) {
  NameTable table;
  Encoded made{encodeFigures(slice, table), {}};
  EXPECT_TRUE(made.names.add(table.takeNew()));
  return made;
}

base::Result<stats::Slice> decoded(const Encoded& from) {
  stats::Slice slice;
  FigureDecoder decoder;
  auto done = decoder.decode(
      from.columns, from.names,
      {[&](const stats::Slice& rest) { slice.merge(rest); },
       [&](const RecordedRow& row) {
         row.addTo(stats::rowFor(slice.rows, from.names.rows.at(row.id), row.counts.in_total));
       }});
  if (!done) return base::fail(std::move(done.error()));
  return slice;
}

TEST(FiguresCodec, RoundTripsExactly) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const stats::Slice slice = hrp::testing::sampleSlice(seed);
    const auto back = decoded(encoded(slice));
    ASSERT_TRUE(back) << seed << back.error().message;
    EXPECT_EQ(*back, slice) << seed;
  }
  EXPECT_EQ(*decoded(encoded({})), stats::Slice());
}

TEST(FiguresCodec, TakesOneByteForMostBucketsAndOneHistogramForThree) {
  stats::Slice slice;
  stats::Row& row = stats::rowFor(slice.rows, {"request-GET", "/"}, true);
  for (std::uint64_t i = 0; i < 100; ++i) row.latency.passed.record(20'000 + 300 * i);
  row.connections.kept = {row.latency.passed, row.latency.passed};
  const FigureColumns columns = encoded(slice).columns;
  std::size_t used = 0;
  for (const auto count : row.latency.passed.buckets()) used += count != 0 ? 1 : 0;
  EXPECT_EQ(columns.buckets.size(), used);
  EXPECT_LT(columns.numbers.size(), 60U);
}

TEST(FiguresCodec, WideGapsAndHighCountsAreWrittenToo) {
  stats::Slice slice;
  stats::Row& row = stats::rowFor(slice.rows, {"request-GET", "/"}, true);
  row.latency.passed.record(1, 16);
  row.latency.passed.record(2, 17);
  row.latency.passed.record(17, 1'000'000'000'000);
  row.latency.passed.record(18, 15);
  row.latency.passed.record(stats::Histogram::kMaxTrackable * 3);
  EXPECT_EQ(*decoded(encoded(slice)), slice);
}

TEST(FiguresCodec, RefusesEveryTruncation) {
  const Encoded whole = encoded(hrp::testing::sampleSlice(3));
  for (std::string FigureColumns::*column : {&FigureColumns::numbers, &FigureColumns::buckets}) {
    for (std::size_t size = 0; size < (whole.columns.*column).size(); ++size) {
      Encoded cut = whole;
      (cut.columns.*column).resize(size);
      EXPECT_FALSE(decoded(cut)) << size;
    }
    Encoded longer = whole;
    (longer.columns.*column).push_back('\0');
    EXPECT_FALSE(decoded(longer));
  }
}

TEST(FiguresCodec, SurvivesMutations) {
  base::Random random(7);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Encoded whole = encoded(hrp::testing::sampleSlice(seed));
    for (int i = 0; i < 200; ++i) {
      Encoded changed = whole;
      std::string& column =
          random.below(2) == 0 ? changed.columns.numbers : changed.columns.buckets;
      if (column.empty()) continue;
      column[random.below(column.size())] = static_cast<char>(random.next());
      static_cast<void>(decoded(changed));
    }
  }
}

}  // namespace
}  // namespace hrp::record
