#include "import/curl/curl_input.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "import/curl/shell/shell_text.hpp"
#include "support/memory_files.hpp"

namespace hrp::import {
namespace {

TEST(CurlInputTest, StandardInputIsReadOnce) {
  hrp::testing::MemoryFiles files;
  int reads = 0;
  const ReadInput standard_input = [&reads] {
    ++reads;
    return base::Result<std::string>("text");
  };
  CurlInput input(files, std::nullopt, standard_input);
  EXPECT_EQ(*input.read("-", "p"), "text");
  EXPECT_EQ(*input.read("-", "p"), "text");
  EXPECT_EQ(reads, 1);
}

TEST(CurlInputTest, WhatIsPipedComesFirst) {
  hrp::testing::MemoryFiles files;
  files.add("in.txt", "# no\r\nA: 1\r\n\nB: 2");
  const ReadInput none;
  CurlInput text(files, ShellInput{ShellInput::Kind::kText, {"here", "p"}}, none);
  EXPECT_EQ(*text.read("-", "p"), "here");
  CurlInput file(files, ShellInput{ShellInput::Kind::kFile, {"in.txt", "p"}}, none);
  EXPECT_THAT(*file.headerLines("-", "p"), ::testing::ElementsAre("A: 1", "B: 2"));
}

TEST(CurlInputTest, ErrorsNameTheCure) {
  hrp::testing::MemoryFiles files;
  const ReadInput none;
  CurlInput input(files, std::nullopt, none);
  EXPECT_EQ(input.read("-", "p").error().message,
            "p: the command reads standard input, which the text does not give");
  EXPECT_EQ(input.read(shellVariable("F"), "p").error().message.find("p: $F is read while"), 0u);
}

}  // namespace
}  // namespace hrp::import
