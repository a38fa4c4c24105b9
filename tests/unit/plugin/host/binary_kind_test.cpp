#include "plugin/host/binary_kind.hpp"

#include <gtest/gtest.h>

#include "hrp/base/files/file.hpp"

namespace hrp::plugin {
namespace {

using namespace std::string_literals;

std::string elf(char order, char system, const std::string& machine) {
  std::string bytes = "\x7F"s + "ELF" + '\2' + order + '\1' + system;
  bytes.resize(16, '\0');
  return bytes + (order == 2 ? "\0\2"s : "\2\0"s) + machine;
}

std::string windows(const std::string& machine) {
  std::string bytes = "MZ";
  bytes.resize(0x3C, '\0');
  bytes += "\x40\0\0\0"s;
  return bytes + "PE\0\0"s + machine;
}

std::string named(const std::string& bytes) {
  const auto kind = binaryKindOf(bytes);
  return kind ? kind->system + "/" + kind->processor : "none";
}

TEST(BinaryKind, TheFormatsAreKnownByName) {
  EXPECT_EQ(named(elf(1, 0, "\x3E\0"s)), "Linux/x86-64");
  EXPECT_EQ(named(elf(1, 3, "\xB7\0"s)), "Linux/arm64");
  EXPECT_EQ(named(elf(1, 9, "\x3E\0"s)), "FreeBSD/x86-64");
  EXPECT_EQ(named(elf(2, 0, "\0\x16"s)), "Linux/s390x");
  EXPECT_EQ(named(elf(2, 0, "\0\xB7"s)), "Linux/arm64 (big endian)");
  EXPECT_EQ(named(elf(1, 77, "\xE7\3"s)), "ELF system 77/ELF machine 999");
  EXPECT_EQ(named("\xCF\xFA\xED\xFE\x0C\0\0\1"s), "macOS/arm64");
  EXPECT_EQ(named("\xCF\xFA\xED\xFE\x07\0\0\1"s), "macOS/x86-64");
  EXPECT_EQ(named("\xCA\xFE\xBA\xBE\0\0\0\2"s), "macOS/several processors");
  EXPECT_EQ(named(windows("\x64\x86"s)), "Windows/x86-64");
  EXPECT_EQ(named(windows("\x64\xAA"s)), "Windows/arm64");
}

TEST(BinaryKind, WhatIsNoneOfThemOrCutShortHasNoKindOrAnUnknownOne) {
  EXPECT_EQ(named(""), "none");
  EXPECT_EQ(named("def one(): pass"), "none");
  EXPECT_EQ(named("\xCA\xFE\xBA\xBE\0\0\0\x41"s), "none") << "a Java class";
  EXPECT_EQ(named("\x7F"s + "ELF"), "Linux/ELF machine 0");
  EXPECT_EQ(named("\xCF\xFA\xED\xFE"s), "macOS/Mach-O processor 0");
  EXPECT_EQ(named("MZ"), "DOS/x86");
  std::string far = windows("\x64\x86"s);
  far[0x3F] = '\x7F';
  EXPECT_EQ(named(far), "DOS/x86") << "its head would be behind the end of the file";
}

TEST(BinaryKind, ThisProgramIsOfItsOwnKind) {
  const auto own = base::readFile("/proc/self/exe");
  ASSERT_TRUE(own);
  EXPECT_EQ(binaryKindOf(*own), ownBinaryKind());
  EXPECT_TRUE(checkRunsHere(*own, "f"));
}

TEST(BinaryKind, OnlyFilesForThisMachineAreTaken) {
  const std::string own = ownBinaryKind().system + " on " + ownBinaryKind().processor;
  const auto other = checkRunsHere("\xCF\xFA\xED\xFE\x0C\0\0\1"s, "/p/debugtalk.bin");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, base::ErrorCode::kFunction);
  EXPECT_EQ(other.error().message,
            "/p/debugtalk.bin: it is made for macOS on arm64; this machine is " + own);
  const auto none = checkRunsHere("text", "f");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "f: not a compiled file for " + own + ", nor for another system");
  EXPECT_FALSE(checkRunsHere("#!/bin/sh", "f"));
  EXPECT_TRUE(checkRunsHere("#!/bin/sh", "f", true));
}

}  // namespace
}  // namespace hrp::plugin
