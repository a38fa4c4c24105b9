#include "import/har/recorded_body.hpp"

#include <gtest/gtest.h>

#include "support/memory_files.hpp"

namespace hrp::import {
namespace {

class RecordedBodyTest : public ::testing::Test {
 protected:
  RecordedBody body(const std::string& json) {
    return recordedBody(OrderedValue::parse(json), {"", file_, files_, options_});
  }
  static std::string sent(const std::string& data, const std::string& headers) {
    return R"({"headers":[)" + headers + R"(],"postData":{"mimeType":"x/y",)" + data + "}}";
  }
  static std::string length(int bytes) {
    return R"({"name":"content-length","value":")" + std::to_string(bytes) + "\"}";
  }
  std::string file_ = "rec/a.har";
  hrp::testing::MemoryFiles files_;
  ReadOptions options_;
};

TEST_F(RecordedBodyTest, TheRecordedLengthTellsBytesFromCharacters) {
  EXPECT_EQ(*body(sent(R"("text":"\u00c3\u00a4")", length(2))).bytes, "\xC3\xA4");
  EXPECT_EQ(*body(sent(R"("text":"\u0000\u0001\u0002\u00ff\u00fe\u0080\n\r")", length(8))).bytes,
            std::string("\x00\x01\x02\xFF\xFE\x80\n\r", 8));
  EXPECT_EQ(*body(sent(R"("text":"Zo\u00eb")", length(4))).bytes, "Zo\u00eb");
  EXPECT_EQ(*body(sent(R"("text":"\u20ac")", length(1))).bytes, "\u20ac");
  EXPECT_EQ(*body(sent(R"("text":"\u00e4")",
                       length(1) + R"(,{"name":"Content-Encoding","value":"gzip"})"))
                 .bytes,
            "\u00e4");
}

TEST_F(RecordedBodyTest, FilesAreBesideTheRecording) {
  files_.add("rec/3b5a.json", "{}");
  EXPECT_EQ(*body(sent(R"("text":"","_file":"3b5a.json")", "")).bytes, "{}");
  const RecordedBody gone = body(sent(R"("_file":"gone.json")", ""));
  EXPECT_FALSE(gone.bytes.has_value());
  ASSERT_EQ(gone.notes.size(), 1u);
  EXPECT_EQ(gone.notes[0].find("its body: "), 0u);
  EXPECT_EQ(body(sent(R"("_file":"../x")", "")).notes[0],
            "its body is in ../x, which is not beside the recording");
}

TEST_F(RecordedBodyTest, WhatWasNotKeptIsNoted) {
  EXPECT_EQ(body(R"({"headers":[)" + length(7) + "]}").notes[0],
            "its body of 7 bytes is not in the recording");
  EXPECT_TRUE(body(R"({"headers":[)" + length(0) + "]}").notes.empty());
  EXPECT_EQ(
      body(R"({"postData":{"mimeType":"multipart/form-data","params":[{"name":"a"}]}})").notes[0],
      "the multipart form has no recorded content; its 1 parts are left out");
}

TEST_F(RecordedBodyTest, FormsAndBase64) {
  EXPECT_EQ(*body(sent(R"("params":[{"name":"a b","value":"c&d"}])", "")).bytes, "a+b=c%26d");
  EXPECT_EQ(*body(sent(R"("text":"AP8=","encoding":"base64")", "")).bytes,
            std::string("\x00\xFF", 2));
  EXPECT_EQ(body(sent(R"("text":"*","encoding":"base64")", "")).notes.size(), 1u);
}

}  // namespace
}  // namespace hrp::import
