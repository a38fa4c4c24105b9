#include "http/http1/absolute_form.hpp"

#include <gtest/gtest.h>

namespace hrp::http {
namespace {

std::string absoluteForm(const Origin& origin, const std::string& authorization = "") {
  std::string out;
  writeAbsoluteForm("GET /x?y=1 HTTP/1.1\r\nHost: h\r\n\r\n", origin,
                    {.host = "proxy", .port = 3128, .authorization = authorization}, out);
  return out;
}

TEST(AbsoluteFormTest, NamesTheOriginInTheTarget) {
  EXPECT_EQ(absoluteForm({.host = "web.test"}),
            "GET http://web.test/x?y=1 HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(absoluteForm({.host = "web.test", .port = 8080}),
            "GET http://web.test:8080/x?y=1 HTTP/1.1\r\nHost: h\r\n\r\n");
}

TEST(AbsoluteFormTest, AnAddressOfSixParts) {
  EXPECT_EQ(absoluteForm({.host = "fe80::1%eth0"}),
            "GET http://[fe80::1]/x?y=1 HTTP/1.1\r\nHost: h\r\n\r\n");
}

TEST(AbsoluteFormTest, CredentialsOfTheProxyFollowTheRequestLine) {
  EXPECT_EQ(absoluteForm({.host = "web.test"}, "Basic eA=="),
            "GET http://web.test/x?y=1 HTTP/1.1\r\nProxy-Authorization: Basic eA==\r\n"
            "Host: h\r\n\r\n");
}

}  // namespace
}  // namespace hrp::http
