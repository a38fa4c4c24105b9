#include "hrp/http/credentials.hpp"

#include <gtest/gtest.h>

namespace hrp::http {
namespace {

TEST(CredentialsTest, Base64OfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe"), "//4=");
}

TEST(CredentialsTest, PercentDecoding) {
  EXPECT_EQ(percentDecoded("us%65r:p%40ss"), "user:p@ss");
  EXPECT_EQ(percentDecoded("100%"), "100%");
  EXPECT_EQ(percentDecoded("%zz%4"), "%zz%4");
}

TEST(CredentialsTest, BasicCredentialsOfAUrl) {
  EXPECT_EQ(basicCredentials("Aladdin:open%20sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(basicCredentials("user"), "Basic " + base64("user:"));
  EXPECT_EQ(basicCredentials("user:"), "Basic " + base64("user:"));
  EXPECT_EQ(basicCredentials("user:a:b"), "Basic " + base64("user:a:b"));
}

}  // namespace
}  // namespace hrp::http
