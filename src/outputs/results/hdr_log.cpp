#include "hrp/outputs/hdr_log.hpp"

#include <zlib.h>

#include <bit>
#include <vector>

#include "hrp/base/assert.hpp"
#include "hrp/base/base64.hpp"
#include "outputs/display_text.hpp"
#include "outputs/figure_text.hpp"

namespace hrp::outputs {
namespace {

// Of two significant digits: 256 sub-buckets, of which the upper half is used from the second
// bucket on.
constexpr int kHalfMagnitude = 7;
constexpr std::uint64_t kSubBuckets = std::uint64_t{2} << kHalfMagnitude;
constexpr std::uint32_t kDigits = 2;
constexpr std::uint32_t kPlainCookie = 0x1c849303 | 0x10;
constexpr std::uint32_t kDeflatedCookie = 0x1c849304 | 0x10;
constexpr std::size_t kMostBytesOfCounts = 9;

template <class Number>
void appendBigEndian(std::string& into, Number number) {
  for (int shift = 8 * (static_cast<int>(sizeof number) - 1); shift >= 0; shift -= 8) {
    into.push_back(static_cast<char>(number >> shift));
  }
}

// ZigZag LEB128-64b9B: seven bits a byte, and all eight of a ninth one.
void appendCount(std::string& into, std::int64_t number) {
  auto value = (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
  for (std::size_t i = 1; i < kMostBytesOfCounts && value >= 0x80; ++i) {
    into.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  into.push_back(static_cast<char>(value));
}

std::size_t hdrIndex(std::uint64_t value) {
  const int bucket =
      static_cast<int>(std::bit_width(value | (kSubBuckets - 1))) - (kHalfMagnitude + 1);
  const std::uint64_t sub_bucket = value >> bucket;
  return ((static_cast<std::size_t>(bucket) + 1) << kHalfMagnitude) + sub_bucket -
         (kSubBuckets / 2);
}

std::vector<std::int64_t> hdrCounts(const stats::Histogram& times) {
  std::vector<std::int64_t> counts;
  const auto buckets = times.buckets();
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    if (buckets[i] == 0) continue;
    const std::uint64_t lowest = stats::Histogram::lowestOf(i);
    const std::uint64_t middle = lowest + (stats::Histogram::highestOf(i) - lowest) / 2;
    const std::size_t index = hdrIndex(std::clamp(middle, times.min(), times.max()));
    if (index >= counts.size()) counts.resize(index + 1);
    counts[index] += static_cast<std::int64_t>(buckets[i]);
  }
  return counts;
}

std::string deflated(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(size, '\0');
  const int result = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()),
                               static_cast<uLong>(bytes.size()), Z_DEFAULT_COMPRESSION);
  HRP_ASSERT(result == Z_OK);
  packed.resize(size);
  return packed;
}

}  // namespace

std::string hdrEncoded(const stats::Histogram& times) {
  std::string counts;
  std::int64_t zeros = 0;
  for (const std::int64_t count : hdrCounts(times)) {
    if (count == 0) {
      ++zeros;
      continue;
    }
    if (zeros > 0) appendCount(counts, -zeros);
    zeros = 0;
    appendCount(counts, count);
  }
  std::string plain;
  appendBigEndian(plain, kPlainCookie);
  appendBigEndian(plain, static_cast<std::uint32_t>(counts.size()));
  appendBigEndian(plain, std::uint32_t{0});  // offset of a shifted histogram
  appendBigEndian(plain, kDigits);
  appendBigEndian(plain, std::uint64_t{1});  // lowest value told apart from 0
  appendBigEndian(plain, stats::Histogram::kMaxTrackable);
  appendBigEndian(plain, std::bit_cast<std::uint64_t>(1.0));  // integer to double
  const std::string packed = deflated(plain + counts);
  std::string encoded;
  appendBigEndian(encoded, kDeflatedCookie);
  appendBigEndian(encoded, static_cast<std::uint32_t>(packed.size()));
  return encoded + packed;
}

std::string hdrLogHeader(base::WallTime started_at) {
  const double seconds = std::chrono::duration<double>(started_at.time_since_epoch()).count();
  return "#[Histogram log format version 1.3]\n#[StartTime: " + fixedText(seconds, 3) +
         " (seconds since epoch), " + utcTimeText(started_at) +
         "]\n\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
         "\"Interval_Compressed_Histogram\"\n";
}

std::string hdrLogTag(const stats::RowKey& key) {
  std::string tag = printable(key.type + "_" + key.name);
  for (char& character : tag) {
    if (character == ' ' || character == ',') character = '_';
  }
  return tag;
}

std::string hdrLogLine(std::uint32_t second, const std::string& tag,
                       const stats::Histogram& times) {
  return (tag.empty() ? "" : "Tag=" + tag + ",") + fixedText(second, 3) + ",1.000," +
         fixedText(toMs(static_cast<double>(times.max())), 3) + "," +
         base::base64(hdrEncoded(times)) + "\n";
}

base::Result<> HdrLogSink::begin(const record::RunOrigin& origin) {
  if (auto begun = stream_.begin(); !begun) return begun;
  return stream_.append(hdrLogHeader(origin.started_at));
}

base::Result<> HdrLogSink::figures(std::uint32_t second, const stats::Slice& slice) {
  const stats::Histogram total = totalOf(slice).latency.all();
  std::string lines;
  if (total.count() > 0) lines = hdrLogLine(second, "", total);
  for (const auto& [key, row] : slice.rows) {
    const stats::Histogram times = row.latency.all();
    if (times.count() > 0) lines += hdrLogLine(second, hdrLogTag(key), times);
  }
  return stream_.append(lines);
}

base::Result<> HdrLogSink::moment(std::uint32_t, const record::FleetMoment&) {
  return {};
}

base::Result<> HdrLogSink::end(const stats::Snapshot&) {
  return {};
}

}  // namespace hrp::outputs
