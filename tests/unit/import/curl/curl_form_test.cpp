#include "import/curl/curl_form.hpp"

#include <gtest/gtest.h>

#include "support/memory_files.hpp"

namespace hrp::import {
namespace {

class CurlFormTest : public ::testing::Test {
 protected:
  FormPart part(const std::string& field) {
    CurlInput input(files_, ShellInput{ShellInput::Kind::kText, {"piped", "p"}}, none_);
    auto parts = readCurlForm({{field, false, "p"}}, input);
    if (parts) return parts->front();
    error_ = parts.error().message;
    return {};
  }
  void SetUp() override {
    for (const char* name : {"t.txt", "t.json", "t.html", "h.txt"}) files_.add(name, "X: 1\n#no\n");
  }
  hrp::testing::MemoryFiles files_;
  ReadInput none_;
  std::string error_;
};

TEST_F(CurlFormTest, TextsAreTakenAsCurlTakesThem) {
  for (const auto& [field, text] :
       std::vector<std::pair<std::string, std::string>>{{"a=x;y;z", "x"},
                                                        {"a= x ", "x"},
                                                        {"a=\"q\" rest", "q"},
                                                        {"a=\"x;y\"", "x;y"},
                                                        {"a=\"\\\"\\\\\"", "\"\\"},
                                                        {"a=\"open", "\"open"},
                                                        {"a=", ""},
                                                        {"a= @f", "@f"}}) {
    EXPECT_EQ(part(field).text, text) << field;
  }
}

TEST_F(CurlFormTest, AttributesInAnyOrder) {
  const FormPart typed = part("a=x; type=text/html;charset=utf-8 ; filename=\"b c\";nonsense=1");
  EXPECT_EQ(typed.type, "text/html;charset=utf-8");
  EXPECT_EQ(typed.file_name, "b c");
  EXPECT_EQ(part("a=x;filename=b.png").type, "image/png");
  EXPECT_EQ(part("a=x;filename=b.json").type, "");
  EXPECT_EQ(part("a=1;headers=\"X-A: b\"").headers, std::vector<std::string>{"X-A: b"});
  EXPECT_EQ(part("a=1;headers=@h.txt").headers, std::vector<std::string>{"X: 1"});
  const FormPart encoded = part("a=x;encoder=base64");
  EXPECT_EQ(encoded.text, "eA==");
  EXPECT_EQ(encoded.headers, std::vector<std::string>{"Content-Transfer-Encoding: base64"});
}

TEST_F(CurlFormTest, FilesHaveCurlsTypes) {
  EXPECT_EQ(part("a=@t.json").type, "application/octet-stream");
  EXPECT_EQ(part("a=@t.txt").type, "text/plain");
  EXPECT_EQ(part("a=@x/T.XML;filename=b").type, "application/xml");
  EXPECT_EQ(part("a=@x/t.jpg").path, "x/t.jpg");
  EXPECT_EQ(part("a=<t.txt").type, "");
  EXPECT_EQ(part("a=<t.html").type, "text/html");
  EXPECT_FALSE(part("a=<t.html").is_file);
  const FormPart input = part("a=@-");
  EXPECT_EQ(input.text, "piped");
  EXPECT_EQ(input.file_name, "-");
  EXPECT_EQ(input.type, "");
  const FormPart several = part("f=@t.txt;type=a/b,t.json");
  ASSERT_EQ(several.files.size(), 2u);
  EXPECT_EQ(several.files[0].type, "a/b");
  EXPECT_EQ(several.files[1].path, "t.json");
}

TEST_F(CurlFormTest, ErrorsNameTheField) {
  static_cast<void>(part("name"));
  EXPECT_EQ(error_, "p: the form field \"name\" is not of the form name=content");
  static_cast<void>(part("a=x;type=html"));
  EXPECT_EQ(error_, "p: \"html\" is not a content type");
  static_cast<void>(part("a=x;encoder=quoted-printable"));
  EXPECT_EQ(error_, "p: the encoding \"quoted-printable\" of this form field cannot be taken over");
  static_cast<void>(part("a=(;type=multipart/mixed"));
  EXPECT_EQ(error_.find("p: parts within parts"), 0u);
}

}  // namespace
}  // namespace hrp::import
