#include "import/browser/copied_request.hpp"

#include <gtest/gtest.h>

namespace hrp::import {
namespace {

CopiedRequest request(const std::string& url) {
  CopiedRequest out;
  out.place = "p";
  out.url = url;
  return out;
}

TEST(CopiedRequestTest, BecomesAStep) {
  CopiedRequest copied = request("http://h/a#b");
  copied.method = "patch";
  copied.headers = {{"X", "$1"}, {"content-length", "3"}};
  copied.body = "a$b";
  const auto step = makeCopiedStep(copied);
  ASSERT_TRUE(step.has_value());
  EXPECT_EQ(step->dump(),
            R"({"name":"patch /a","request":{"method":"patch","method_as_written":true,)"
            R"("url":"http://h/a","headers":{"X":"$$1"},"body":"a$$b"}})");
}

TEST(CopiedRequestTest, OneThatCanNotBeTakenOverIsANoteAmongOthers) {
  CopiedRequest without_body = request("http://h/");
  without_body.headers = {{"Content-Length", "9"}};
  const auto converted =
      convertCopied({request("http://h/"), without_body, request("blob:x")}, {}, "f");
  ASSERT_TRUE(converted.has_value());
  EXPECT_EQ(converted->testcase["teststeps"].size(), 1u);
  ASSERT_EQ(converted->notes.size(), 2u);
  EXPECT_EQ(converted->notes[0],
            "p: Content-Length says 9, but there is no body; this request is left out");
  EXPECT_EQ(convertCopied({request("blob:x")}, {}, "f").error().message,
            "p: blob:x is not http or https");
  EXPECT_EQ(convertCopied({}, {}, "f").error().message, "f: there is no request in it");
}

}  // namespace
}  // namespace hrp::import
