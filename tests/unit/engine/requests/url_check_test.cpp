#include "hrp/engine/url_check.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

TEST(UrlCheckTest, SaysWhatCannotBeSentTo) {
  EXPECT_TRUE(checkUrl("http://bücher.example:8080/a?b=c"));
  EXPECT_TRUE(checkUrl("wss://[fe80::1%25eth0]/"));
  EXPECT_EQ(checkUrl("http://foo.09/").error().message,
            "bad URL \"http://foo.09/\": the host ends in a number and is no IPv4 address");
  EXPECT_EQ(checkUrl("http://h:0/").error().code, base::ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace hrp::engine
