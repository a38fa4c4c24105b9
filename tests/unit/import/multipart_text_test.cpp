#include "import/multipart_text.hpp"

#include <gtest/gtest.h>

#include "support/memory_files.hpp"

namespace hrp::import {
namespace {

TEST(MultipartTextTest, PartsHaveHeadersAndPartsOfTheirOwn) {
  hrp::testing::MemoryFiles files;
  files.add("a.txt", "A");
  FormPart field;
  field.name = "f";
  field.text = "x";
  field.headers = {"X-A: b"};
  FormPart file;
  file.is_file = true;
  file.text = file.path = "a.txt";
  file.type = "text/plain";
  FormPart nested;
  nested.name = "n";
  nested.files = {file, file};
  const auto text = multipartText({field, nested}, "multipart/form-data", files);
  ASSERT_TRUE(text.has_value());
  const std::string outer = "--" + text->boundary;
  const std::string part =
      "\r\nContent-Disposition: attachment; filename=\"a.txt\"\r\n"
      "Content-Type: text/plain\r\n\r\nA\r\n";
  const std::string inner = outer + "-2";
  EXPECT_EQ(text->body,
            outer + "\r\nContent-Disposition: form-data; name=\"f\"\r\nX-A: b\r\n\r\nx\r\n" +
                outer +
                "\r\nContent-Disposition: form-data; name=\"n\"\r\n"
                "Content-Type: multipart/mixed; boundary=" +
                text->boundary + "-2\r\n\r\n" + inner + part + inner + part + inner + "--\r\n\r\n" +
                outer + "--${base64_decode(\"DQo=\")}");
}

TEST(MultipartTextTest, OtherKindsHaveAttachments) {
  hrp::testing::MemoryFiles files;
  FormPart field;
  field.name = "a";
  field.text = "1";
  const auto text = multipartText({field}, "multipart/mixed", files);
  ASSERT_TRUE(text.has_value());
  EXPECT_NE(text->body.find("\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n"),
            std::string::npos);
}

TEST(MultipartTextTest, AFileThatAVariableNamesIsAnError) {
  hrp::testing::MemoryFiles files;
  FormPart file;
  file.is_file = true;
  file.text = "${f}";
  file.place = "p";
  const auto text = multipartText({file}, "multipart/form-data", files);
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error().message,
            "p: a file that a variable names cannot become a part of this form");
}

}  // namespace
}  // namespace hrp::import
