#include "import/postman/postman_body.hpp"

#include <gtest/gtest.h>

#include "support/memory_files.hpp"

namespace hrp::import {
namespace {

class PostmanBodyTest : public ::testing::Test {
 protected:
  std::string body(const std::string& json) {
    HeaderList headers;
    OrderedValue request = OrderedValue::object();
    writePostmanBody(OrderedValue::parse(json), {texts_, files_, place_, notes_}, headers, request);
    return headers.value().dump() + request.dump();
  }
  PostmanText texts_;
  hrp::testing::MemoryFiles files_;
  std::string place_ = "p";
  std::vector<std::string> notes_;
};

TEST_F(PostmanBodyTest, RawBodiesAreTextWithoutALanguage) {
  EXPECT_EQ(body(R"({"mode":"raw","raw":"x"})"), R"({"Content-Type":"text/plain"}{"body":"x"})");
  EXPECT_EQ(body(R"({"mode":"raw","raw":"x","options":{"raw":{"language":"xml"}}})"),
            R"({"Content-Type":"application/xml"}{"body":"x"})");
  EXPECT_EQ(body(R"({"mode":"raw","raw":""})"), "{}{}");
}

TEST_F(PostmanBodyTest, AFileMayBeNamedByAVariable) {
  files_.add("in.bin", "x$");
  texts_.define("f", "in.bin");
  EXPECT_EQ(body(R"({"mode":"file","file":{"src":"{{f}}"}})"), R"({}{"body":"x$$"})");
  EXPECT_EQ(body(R"({"mode":"file","file":{"src":"{{g}}"}})"), "{}{}");
  EXPECT_EQ(notes_, std::vector<std::string>{"p: the body is left out: the variable in its file's "
                                             "name, {{g}}, has no value here"});
}

TEST_F(PostmanBodyTest, AnUnknownModeIsNoted) {
  EXPECT_EQ(body(R"({"mode":"magic"})"), "{}{}");
  EXPECT_EQ(notes_, std::vector<std::string>{
                        "p: the body mode \"magic\" is not known; the body is left out"});
}

}  // namespace
}  // namespace hrp::import
