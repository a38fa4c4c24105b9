#include "import/curl/curl_calls.hpp"

#include <gtest/gtest.h>

#include "unit/import/converting.hpp"

namespace hrp::import {
namespace {

TEST(CurlCallsTest, ACertificateBelongsToTheConfig) {
  const auto converted = convertText(
      "curl -E a.pem:secret --key b.pem https://h/\ncurl --cert c.pem https://h/\n"
      "curl -E a.pem --key b.pem https://h/2",
      "a");
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->testcase["config"]["cert"].dump(), R"(["a.pem","b.pem"])");
  ASSERT_EQ(converted->notes.size(), 2u);
  EXPECT_NE(converted->notes[0].find("without a passphrase"), std::string::npos);
  EXPECT_EQ(converted->notes[1].find("a:2:13: the certificate c.pem is left out"), 0u);
}

TEST(CurlCallsTest, ASourceWithoutCommandsHasTheErrorThatItIsGiven) {
  hrp::testing::MemoryFiles files;
  const ReadOptions options;
  auto none = CurlCalls(files, options).finish({base::ErrorCode::kParse, "nothing", {}});
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().message, "nothing");
}

}  // namespace
}  // namespace hrp::import
