#include "hrp/http/content_encoding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "support/deflated.hpp"

namespace hrp::http {
namespace {

using testing::deflated;
using ::testing::HasSubstr;

std::string zstandard(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

// "hello hello hello" by the brotli tool.
const std::string kBrotliStored{"\x0b\x02\x80\x68\x65\x6c\x6c\x6f\x03", 9};

class ContentEncodingTest : public ::testing::Test {
 protected:
  base::Result<std::string_view> decode(std::string_view coding, std::string_view body,
                                        std::uint64_t limit = 1 << 20) {
    return decodeContent(coding, body, buffer_, limit);
  }
  const std::string text_ = [] {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i % 977) + "\n";
    return text;
  }();
  std::string buffer_;
};

TEST_F(ContentEncodingTest, LeavesIdentityAndUnknownCodingsAlone) {
  const std::string body = "plain";
  for (const char* coding : {"", "identity", "aes128gcm", "gzip, unknown"}) {
    const auto decoded = decode(coding, body);
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->data(), body.data()) << coding;
  }
  EXPECT_EQ(*decode("gzip", ""), "");
}

TEST_F(ContentEncodingTest, DecodesEachCoding) {
  EXPECT_EQ(*decode("gzip", deflated(text_, 31)), text_);
  EXPECT_EQ(*decode("X-GZIP", deflated(text_, 31)), text_);
  EXPECT_EQ(*decode("deflate", deflated(text_, 15)), text_);
  EXPECT_EQ(*decode("deflate", deflated(text_, -15)), text_);
  EXPECT_EQ(*decode("zstd", zstandard(text_)), text_);
  EXPECT_EQ(*decode("br", kBrotliStored), "hello");
}

TEST_F(ContentEncodingTest, DecodesChainsAndMembers) {
  EXPECT_EQ(*decode("zstd, gzip", deflated(zstandard(text_), 31)), text_);
  EXPECT_EQ(*decode("identity, gzip", deflated(text_, 31)), text_);
  EXPECT_EQ(*decode("gzip,gzip,zstd", zstandard(deflated(deflated(text_, 31), 31))), text_);
  EXPECT_EQ(*decode("gzip", deflated("one ", 31) + deflated("two", 31)), "one two");
}

// A frame of nothing but its header: no content, and a window of 2 to the power of `log`.
std::string zstdFrame(int log) {
  return std::string("\x28\xb5\x2f\xfd\x00", 5) + static_cast<char>((log - 10) << 3) +
         std::string("\x01\x00\x00", 3);
}

TEST_F(ContentEncodingTest, AWindowOfZstdBeyondTheLimitIsNamed) {
  EXPECT_EQ(*decode("zstd", zstdFrame(23)), "");
  const std::string small = zstandard(text_);
  for (const std::string& before : {std::string(), small}) {
    EXPECT_EQ(decode("zstd", before + zstdFrame(24)).error().message,
              "zstd content with a window of 16 MiB, beyond the limit of 8 MiB (RFC 9659)");
    EXPECT_EQ(decode("zstd", before + zstdFrame(27)).error().message,
              "zstd content with a window of 128 MiB, beyond the limit of 8 MiB (RFC 9659)");
  }
}

TEST_F(ContentEncodingTest, NamesWhatIsWrong) {
  const std::string packed = deflated(text_, 31);
  EXPECT_EQ(decode("gzip", "no gzip at all").error().message, "malformed gzip content");
  EXPECT_EQ(decode("gzip", packed.substr(0, packed.size() / 2)).error().message,
            "truncated gzip content");
  const std::string zstd = zstandard(text_);
  EXPECT_EQ(decode("zstd", zstd.substr(0, zstd.size() / 2)).error().message,
            "truncated zstd content");
  EXPECT_EQ(decode("zstd", "xxxxxxxx").error().message, "malformed zstd content");
  EXPECT_EQ(decode("br", kBrotliStored.substr(0, 5)).error().message, "truncated br content");
  EXPECT_EQ(decode("br", "\xff\xff\xff\xff").error().message, "malformed br content");
  std::string flipped = packed;
  flipped[packed.size() / 2] = static_cast<char>(flipped[packed.size() / 2] ^ 0x55);
  EXPECT_EQ(decode("gzip", flipped).error().code, base::ErrorCode::kParse);
  // A failure leaves nothing behind that would harm the next response.
  EXPECT_EQ(*decode("gzip", packed), text_);
}

TEST_F(ContentEncodingTest, StopsBombs) {
  const std::string zeros(16 << 20, '\0');
  for (const auto& [coding, body] :
       {std::pair<std::string, std::string>{"gzip", deflated(zeros, 31)},
        {"deflate", deflated(zeros, 15)},
        {"zstd", zstandard(zeros)},
        {"gzip, gzip", deflated(deflated(zeros, 31), 31)}}) {
    const auto decoded = decode(coding, body, 1 << 20);
    ASSERT_FALSE(decoded.has_value()) << coding;
    EXPECT_EQ(decoded.error().code, base::ErrorCode::kLimit);
    EXPECT_THAT(decoded.error().message, HasSubstr("1048576"));
    EXPECT_LE(buffer_.size(), std::size_t{1} << 20);
  }
}

TEST_F(ContentEncodingTest, TakesExactlyTheLimit) {
  EXPECT_TRUE(decode("gzip", deflated(text_, 31), text_.size()).has_value());
  EXPECT_FALSE(decode("gzip", deflated(text_, 31), text_.size() - 1).has_value());
}

}  // namespace
}  // namespace hrp::http
