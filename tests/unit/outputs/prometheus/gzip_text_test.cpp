#include "outputs/prometheus/gzip_text.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace hrp::outputs {
namespace {

std::string unzipped(const std::string& packed, std::size_t size) {
  std::string text(size, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  EXPECT_EQ(stream.total_out, size);
  inflateEnd(&stream);
  return text;
}

TEST(GzipTextTest, IsTheSameTextAndSmaller) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    text += "response_time_seconds_bucket{le=\"" + std::to_string(i) + "\"} 7\n";
  }
  const std::string packed = gzipped(text);
  EXPECT_LT(packed.size(), text.size() / 5);
  EXPECT_EQ(unzipped(packed, text.size()), text);
}

TEST(GzipTextTest, TakesAnEmptyText) {
  EXPECT_FALSE(gzipped("").empty());
}

}  // namespace
}  // namespace hrp::outputs
