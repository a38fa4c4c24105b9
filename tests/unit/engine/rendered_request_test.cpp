#include "engine/rendered_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

testcase::FileContent content(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

TEST(RenderedRequest, FilesLieBetweenThePiecesOfTheText) {
  RenderedRequest request;
  request.own_body = "aabbcc";
  request.files = {{2, content("FILE")}, {4, content("X")}};
  request.useOwn();
  EXPECT_EQ(request.body, "aa");
  EXPECT_THAT(request.more_body, ElementsAre("FILE", "bb", "X", "cc"));
  EXPECT_EQ(request.more_body[0].data(), request.files[0].content->data());
  EXPECT_EQ(request.more_bytes, 9U);
  EXPECT_EQ(request.ownBodyBytes(), 11U);
}

TEST(RenderedRequest, WithoutFilesTheBodyIsTheText) {
  RenderedRequest request;
  request.own_body = "text";
  request.files = {{4, content("FILE")}};
  request.useOwn();
  request.dropFiles();
  request.useOwn();
  EXPECT_EQ(request.body, "text");
  EXPECT_THAT(request.more_body, IsEmpty());
  EXPECT_EQ(request.more_bytes, 0U);
  EXPECT_EQ(request.ownBodyBytes(), 4U);
}

}  // namespace
}  // namespace hrp::engine
