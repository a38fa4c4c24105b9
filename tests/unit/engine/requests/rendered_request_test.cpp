#include "engine/requests/rendered_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

base::StoredFilePtr content(std::string text) {
  return std::make_shared<const base::StoredFile>(
      std::make_shared<const std::string>(std::move(text)));
}

TEST(RenderedRequest, FilesLieBetweenThePiecesOfTheText) {
  RenderedRequest request;
  request.own_body = "aabbcc";
  request.files = {{2, content("FILE")}, {4, content("X")}};
  request.useOwn();
  EXPECT_EQ(request.body, "aa");
  std::vector<std::string_view> texts;
  for (const http::BodyPiece& piece : request.more_body) texts.push_back(piece.text);
  EXPECT_THAT(texts, ElementsAre("FILE", "bb", "X", "cc"));
  EXPECT_EQ(texts[0].data(), request.files[0].content->text()->data());
  EXPECT_EQ(request.more_bytes, 9U);
  EXPECT_EQ(request.ownBodyBytes(), 11U);
}

TEST(RenderedRequest, AFileOfTheDiskIsReadAsItIsSent) {
  const hrp::testing::TempFolder folder;
  const std::string path = folder.path() + "/up.bin";
  ASSERT_TRUE(base::writeFileAtomically(path, "FILE"));
  RenderedRequest request;
  request.own_body = "aabb";
  request.files = {{2, base::StoredFile::open(path, 0).value()}};
  request.useOwn();
  ASSERT_EQ(request.more_body.size(), 2U);
  EXPECT_EQ(request.more_body[0].file, request.files[0].content.get());
  EXPECT_EQ(request.more_bytes, 6U);
  EXPECT_EQ(request.ownBodyBytes(), 8U);
}

TEST(RenderedRequest, AChunkFramesTheTextAndTheFiles) {
  RenderedRequest request;
  request.own_body = "aabb";
  request.files = {{2, content("FILE")}};
  request.frameAsChunk();
  request.useOwn();
  EXPECT_EQ(request.body, "8\r\naa");
  ASSERT_EQ(request.more_body.size(), 2U);
  EXPECT_EQ(request.more_body[1].text, "bb\r\n0\r\n\r\n");
  EXPECT_EQ(request.chunk.before, 3U);
  EXPECT_EQ(request.chunk.after, 7U);
  EXPECT_EQ(request.plainBody(), "aa");
  request.takeChunkOff();
  EXPECT_EQ(request.own_body, "aabb");
  EXPECT_EQ(request.files[0].at, 2U);
  request.dropFiles();
  request.own_body = std::string(300, 'x');
  request.frameAsChunk();
  request.useOwn();
  EXPECT_TRUE(request.body.starts_with("12c\r\nxx"));
  EXPECT_EQ(request.plainBody(), std::string(300, 'x'));
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
