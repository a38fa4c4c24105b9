#include "base/files/file_reading.hpp"

#include <gmock/gmock.h>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::base {
namespace {

using ::testing::HasSubstr;

class FileReadingTest : public ::testing::Test {
 protected:
  [[nodiscard]] OpenedFile opened(const std::string& content) const {
    EXPECT_TRUE(writeFileAtomically(path_, content));
    return openForReading(path_).value();
  }

  const testing::TempFolder temp_;
  const std::string path_ = temp_.path() + "/file";
};

TEST_F(FileReadingTest, KnowsWhatItOpened) {
  const OpenedFile file = opened("content");
  EXPECT_EQ(file.size, 7U);
  EXPECT_TRUE(file.is_regular);
  EXPECT_FALSE(openForReading("/dev/null").value().is_regular);
  EXPECT_EQ(openForReading(temp_.path()).error().message,
            temp_.path() + ": is a folder, not a file");
  EXPECT_EQ(openForReading(temp_.path() + "/none").error().code, ErrorCode::kNotFound);
}

TEST_F(FileReadingTest, ReadsInPiecesUpToALimit) {
  const std::string content(200'000, 'x');
  std::string got;
  int pieces = 0;
  const auto take = [&](std::string_view piece) {
    got += piece;
    ++pieces;
  };
  EXPECT_TRUE(readPieces(opened(content), path_, content.size(), take));
  EXPECT_EQ(got, content);
  EXPECT_GT(pieces, 1);
  const auto beyond = readAll(opened(content), path_, content.size() - 1);
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code, ErrorCode::kLimit);
  EXPECT_EQ(beyond.error().message, path_ + ": larger than 199999 bytes");
}

TEST_F(FileReadingTest, ReadsWithinAFile) {
  const OpenedFile file = opened("content");
  std::string into(3, '?');
  EXPECT_EQ(readAt(file.descriptor.get(), 2, into), 0);
  EXPECT_EQ(into, "nte");
  EXPECT_EQ(readAt(file.descriptor.get(), 5, into), kEndsEarly);
  EXPECT_GT(readAt(-1, 0, into), 0);
}

}  // namespace
}  // namespace hrp::base
