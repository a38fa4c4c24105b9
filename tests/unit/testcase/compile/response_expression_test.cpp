#include <gtest/gtest.h>

#include "hrp/testcase/program.hpp"

namespace hrp::testcase {
namespace {

using Kind = ResponseExpression::Kind;

TEST(ResponseExpression, Classifies) {
  const std::vector<std::pair<std::string, Kind>> cases = {
      {"body.a[0]", Kind::kJmesPath}, {"status_code", Kind::kJmesPath},
      {"proto", Kind::kJmesPath},     {"headers.\"X-A\"", Kind::kJmesPath},
      {"cookies.c", Kind::kJmesPath}, {"length(body.items)", Kind::kJmesPath},
      {"token=(.*);", Kind::kRegex},  {"bogus.x", Kind::kValue},
      {"42", Kind::kValue},           {"", Kind::kValue},
      {"a(.*?)b", Kind::kValue},      {"body: (.*)", Kind::kRegex},
  };
  for (const auto& [text, kind] : cases) {
    const ResponseExpression compiled = compileResponseExpression(text);
    EXPECT_EQ(compiled.kind, kind) << text;
    EXPECT_EQ(compiled.source, text);
    EXPECT_EQ(compiled.value.evaluate({}).value(), text) << text;
    EXPECT_FALSE(compiled.error) << text;
    EXPECT_EQ(compiled.path.has_value(), kind == Kind::kJmesPath);
    EXPECT_EQ(compiled.regex.has_value(), kind == Kind::kRegex);
  }
}

TEST(ResponseExpression, KnowsWhatAPlainPathBeginsWith) {
  using Part = ResponseExpression::Part;
  const std::vector<std::pair<std::string, Part>> cases = {
      {"body", Part::kBody},
      {"body.a[0].b", Part::kBody},
      {"status_code", Part::kStatus},
      {"proto", Part::kProtocol},
      {"headers.\"X-A\"", Part::kHeader},
      {"cookies.c", Part::kCookie},
      {"headers", Part::kNone},
      {"headers.a.b", Part::kNone},
      {"headers[0]", Part::kNone},
      {"status_code.a", Part::kNone},
      {"length(body)", Part::kNone},
      {"body[*].a", Part::kNone},
      {"bodyguard", Part::kNone},
  };
  for (const auto& [text, part] : cases) {
    EXPECT_EQ(compileResponseExpression(text).part, part) << text;
  }
}

TEST(ResponseExpression, DataIsNeverEvaluated) {
  EXPECT_EQ(compileResponseExpression("costs $five ${md5(x)} $$").value.evaluate({}).value(),
            "costs $five ${md5(x)} $$");
}

TEST(ResponseExpression, ABadOneIsItsOwnTextWithAnError) {
  for (const char* text : {"body.[", "headers.X-Id", "([a-(.*)"}) {
    const ResponseExpression compiled = compileResponseExpression(text);
    EXPECT_EQ(compiled.kind, Kind::kValue) << text;
    EXPECT_TRUE(compiled.error) << text;
  }
}

}  // namespace
}  // namespace hrp::testcase
