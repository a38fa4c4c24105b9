#include "hrp/net/host_name.hpp"

#include <gtest/gtest.h>

namespace hrp::net {
namespace {

std::string nameOf(std::string_view written) {
  const auto host = asciiHost(written);
  return host ? *host : "refused: " + host.error().message;
}

TEST(HostNameTest, InternationalNamesAreMappedAsBrowsersDo) {
  EXPECT_EQ(nameOf("bücher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(nameOf("BÜCHER.Example"), "xn--bcher-kva.example");
  EXPECT_EQ(nameOf("bu\xcc\x88"
                   "cher.example"),
            "xn--bcher-kva.example");  // composed first
  EXPECT_EQ(nameOf("b%C3%BCcher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(nameOf("中文.example.com"), "xn--fiq228c.example.com");
  EXPECT_EQ(nameOf("faß.de"), "xn--fa-hia.de");
  EXPECT_EQ(nameOf("ｅｘａｍｐｌｅ．ｃｏｍ"), "example.com");
  EXPECT_EQ(nameOf("example。com"), "example.com");
  EXPECT_EQ(nameOf("１２７.0.0.1"), "127.0.0.1");
}

TEST(HostNameTest, OtherNamesStayButForTheirCase) {
  for (const char* name :
       {"localhost", "localhost.", "a_b.example", "xn--bcher-kva.example", "127.0.0.1", "127.1",
        "0x7f.1", "0177.1", "4294967295", "1.2.3.4.", "1e5.example", "09.example", "a..b"}) {
    EXPECT_EQ(nameOf(name), name);
  }
  EXPECT_EQ(nameOf("LocalHost"), "localhost");
  EXPECT_EQ(nameOf("%41.example"), "a.example");
}

TEST(HostNameTest, WhatNoHostIsCalledIsRefused) {
  EXPECT_EQ(nameOf("a%20b"), "refused: a host name cannot hold a blank");
  EXPECT_EQ(nameOf("a%00b"), "refused: a host name cannot hold byte 0x00");
  EXPECT_EQ(nameOf("a%2Fb"), "refused: a host name cannot hold '/'");
  EXPECT_EQ(nameOf("a%25b"), "refused: a host name cannot hold '%'");
  EXPECT_EQ(nameOf("a<b"), "refused: a host name cannot hold '<'");
  EXPECT_EQ(nameOf("a％b"), "refused: a host name cannot hold '%'");
  for (const char* escape : {"a%", "a%2", "a%zz", "a%+1"}) {
    EXPECT_EQ(nameOf(escape), "refused: a '%' in a host has two hex digits behind it") << escape;
  }
  for (const char* address : {"256.256.256.256", "foo.09", "1.2.3.4.5", "1.2.3.256", "0x100.1.1.1",
                              "4294967296", "foo.0x4", "foo.1.", "1..2", "99999999999999999999"}) {
    EXPECT_EQ(nameOf(address), "refused: the host ends in a number and is no IPv4 address")
        << address;
  }
  EXPECT_EQ(nameOf(""), "refused: the host is missing");
  EXPECT_EQ(nameOf(std::string(256, 'a')), "refused: the host name is too long");
  EXPECT_TRUE(nameOf("b\xff.example").starts_with("refused: not an international host name: "));
  EXPECT_TRUE(nameOf("ü" + std::string(80, 'a')).starts_with("refused: not an international"));
}

}  // namespace
}  // namespace hrp::net
