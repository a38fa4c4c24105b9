#include "plugin/go/handshake.hpp"

#include <gtest/gtest.h>

namespace hrp::plugin {
namespace {

std::string read(std::string_view line) {
  const auto handshake = parseHandshake(line);
  if (!handshake) return handshake.error().message;
  if (!*handshake) return "none";
  return (*handshake)->network + " " + (*handshake)->address;
}

TEST(Handshake, TheLineSaysWhereToConnect) {
  EXPECT_EQ(read("1|1|unix|/tmp/plugin1923153206|grpc|"), "unix /tmp/plugin1923153206");
  EXPECT_EQ(read("1|1|unix|/tmp/plugin1|grpc"), "unix /tmp/plugin1");
  EXPECT_EQ(read("1|1|tcp|127.0.0.1:12345|grpc|CERT|true\r"), "tcp 127.0.0.1:12345");
}

TEST(Handshake, TextInFrontThatWasNotEndedDoesNotHideIt) {
  EXPECT_EQ(read("loading...1|1|unix|/tmp/p|grpc|"), "unix /tmp/p");
}

TEST(Handshake, OtherLinesAreNone) {
  for (const char* line : {"", "hello", "|", "1|2", "1|x|unix|/tmp/p|grpc", "a|1|unix|/tmp/p|grpc",
                           "||||||", "[INFO]  fungo: register: names=a|b"}) {
    EXPECT_EQ(read(line), "none") << line;
  }
}

TEST(Handshake, WhatCannotBeFollowedIsNamed) {
  EXPECT_EQ(read("2|1|unix|/tmp/p|grpc|"), "it speaks version 2 of go-plugin, not 1");
  EXPECT_EQ(read("1|3|unix|/tmp/p|grpc|"), "it speaks version 3 of HttpRunner's plugins, not 1");
  EXPECT_EQ(read("1|1|unix|/tmp/p|netrpc|"), "it speaks netrpc, not grpc, over its connection");
  EXPECT_EQ(read("1|1|unix|/tmp/p"), "it speaks netrpc, not grpc, over its connection");
  EXPECT_EQ(read("1|1|pipe|x|grpc"), "it listens on a network of the kind pipe");
  EXPECT_EQ(read("1|1|unix||grpc"), "it does not say where it listens");
}

}  // namespace
}  // namespace hrp::plugin
