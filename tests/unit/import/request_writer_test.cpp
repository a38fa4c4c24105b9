#include "import/request_writer.hpp"

#include <gtest/gtest.h>

#include "support/memory_files.hpp"

namespace hrp::import {
namespace {

TEST(RequestWriterTest, HeadersKeepTheirOrderAndMayComeAgain) {
  HeaderList headers;
  headers.add("B", "1");
  headers.add("A", "2");
  headers.add("b", "3");
  headers.add("Cookie", "x=1");
  headers.add("cookie", "y=2");
  headers.addDefault("A", "other");
  headers.addDefault("C", "default");
  EXPECT_EQ(headers.value().dump(), R"({"B":["1","3"],"A":"2","Cookie":"x=1; y=2","C":"default"})");
  EXPECT_EQ(*headers.find("COOKIE"), "x=1; y=2");
  headers.set("B", "4");
  headers.remove("a");
  EXPECT_EQ(headers.value().dump(), R"({"Cookie":"x=1; y=2","C":"default","B":"4"})");
}

TEST(RequestWriterTest, WhatHrpMakesByItselfIsLeftOut) {
  HeaderList headers;
  for (const char* name : {":authority", "content-length", ""}) headers.add(name, "x");
  EXPECT_TRUE(headers.empty());
}

TEST(RequestWriterTest, PartsOfOneNameAreAList) {
  hrp::testing::MemoryFiles files;
  FormPart part;
  part.name = "z";
  part.text = "1";
  HeaderList headers;
  OrderedValue request = OrderedValue::object();
  ASSERT_TRUE(writeForm({part, part}, files, headers, request));
  EXPECT_EQ(request.dump(), R"({"upload":[{"z":"1"},{"z":"1"}]})");
}

TEST(RequestWriterTest, AContentTypeOfItsOwnKeepsItsText) {
  hrp::testing::MemoryFiles files;
  FormPart part;
  part.name = "a";
  part.text = "1";
  HeaderList headers;
  headers.add("Content-Type", "multipart/form-data; boundary=abc");
  OrderedValue request = OrderedValue::object();
  ASSERT_TRUE(writeForm({part}, files, headers, request));
  const std::string type = *headers.find("Content-Type");
  EXPECT_EQ(type.find("multipart/form-data; boundary=abc; boundary=hrp-"), 0u);
  EXPECT_NE(request["body"].get<std::string>().find("form-data; name=\"a\""), std::string::npos);
}

TEST(RequestWriterTest, MethodsInSmallLettersAreMarked) {
  OrderedValue request = OrderedValue::object();
  writeMethod("PATCH", request);
  EXPECT_EQ(request.dump(), R"({"method":"PATCH"})");
  writeMethod("patch", request);
  EXPECT_EQ(request.dump(), R"({"method":"patch","method_as_written":true})");
}

FormPart field(const std::string& name, const std::string& text) {
  FormPart part;
  part.name = name;
  part.text = text;
  return part;
}

TEST(RequestWriterTest, AFormBecomesAnUpload) {
  hrp::testing::MemoryFiles files;
  FormPart file = field("picture", "images/a.png");
  file.is_file = true;
  file.type = "image/png";
  file.file_name = "b.png";
  HeaderList headers;
  OrderedValue request = OrderedValue::object();
  ASSERT_TRUE(writeForm({field("title", "my; picture"), file}, files, headers, request));
  EXPECT_EQ(request.dump(),
            R"({"upload":{"title":"my; picture","picture":"@\"images/a.png\";type=\"image/png\")"
            R"(;filename=\"b.png\""}})");
  EXPECT_TRUE(headers.empty());
}

TEST(RequestWriterTest, WhatAnUploadCanNotSayBecomesTheBody) {
  hrp::testing::MemoryFiles files;
  files.add("a.txt", "content");
  FormPart file = field("x", "a.txt");
  file.is_file = true;
  file.path = "a.txt";
  HeaderList headers;
  headers.add("content-type", "multipart/form-data");
  OrderedValue request = OrderedValue::object();
  ASSERT_TRUE(writeForm({field("x", "@1"), file}, files, headers, request));
  const std::string type = *headers.find("Content-Type");
  const std::string boundary = type.substr(type.find('=') + 1);
  EXPECT_EQ(type.substr(0, type.find('=')), "multipart/form-data; boundary");
  EXPECT_EQ(request["body"].get<std::string>(),
            "--" + boundary + "\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n@1\r\n--" +
                boundary +
                "\r\nContent-Disposition: form-data; name=\"x\"; filename=\"a.txt\"\r\n"
                "Content-Type: application/octet-stream\r\n\r\ncontent\r\n--" +
                boundary + "--${base64_decode(\"DQo=\")}");
}

TEST(RequestWriterTest, OptionsWithASemicolonBecomeTheBody) {
  hrp::testing::MemoryFiles files;
  FormPart part = field("a", "b");
  part.type = "text/plain;charset=utf-8";
  HeaderList headers;
  OrderedValue request = OrderedValue::object();
  ASSERT_TRUE(writeForm({part}, files, headers, request));
  EXPECT_NE(request["body"].get<std::string>().find("Content-Type: text/plain;charset=utf-8\r\n"),
            std::string::npos);
}

TEST(RequestWriterTest, AMissingFileOfABodyIsNamed) {
  hrp::testing::MemoryFiles files;
  FormPart file = field("x", "gone.txt");
  file.is_file = true;
  file.path = "gone.txt";
  file.headers = {"X: 1"};
  file.place = "a.txt:1:5";
  HeaderList headers;
  OrderedValue request = OrderedValue::object();
  const auto written = writeForm({file, file}, files, headers, request);
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().message.find("a.txt:1:5: /w/gone.txt"), 0u) << written.error().message;
}

TEST(RequestWriterTest, NamesStepsAfterTheirPath) {
  EXPECT_EQ(requestName("GET", "https://host:80/a/b?c=d#e"), "GET /a/b");
  EXPECT_EQ(requestName("GET", "http://host"), "GET /");
  EXPECT_EQ(requestName("GET", "http://host?a=/b"), "GET /");
}

TEST(RequestWriterTest, WrapsStepsIntoATestcase) {
  EXPECT_EQ(wrapSteps("n", OrderedValue::array()).dump(),
            R"({"config":{"name":"n"},"teststeps":[]})");
}

}  // namespace
}  // namespace hrp::import
