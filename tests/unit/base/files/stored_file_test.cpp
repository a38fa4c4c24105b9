#include "hrp/base/files/stored_file.hpp"

#include <gmock/gmock.h>

#include <array>
#include <filesystem>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::base {
namespace {

using ::testing::HasSubstr;

class StoredFileTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string write(const std::string& content) const {
    EXPECT_TRUE(writeFileAtomically(path_, content));
    return path_;
  }
  static std::string readAt(const StoredFile& file, std::uint64_t at, std::size_t count) {
    std::string into(count, '?');
    const auto done = file.read(at, into);
    return done ? into : "error: " + done.error().message;
  }

  const testing::TempFolder temp_;
  const std::string path_ = temp_.path() + "/up.bin";
};

TEST_F(StoredFileTest, ASmallFileIsReadWhenItIsOpened) {
  const auto file = StoredFile::open(write("content"), 7).value();
  ASSERT_NE(file->text(), nullptr);
  EXPECT_EQ(*file->text(), "content");
  EXPECT_EQ(file->size(), 7U);
  EXPECT_EQ(readAt(*file, 3, 2), "te");
  EXPECT_EQ(file->whole(7).value(), file->text());
}

TEST_F(StoredFileTest, ALargeFileStaysOnTheDisk) {
  const auto file = StoredFile::open(write("content"), 6).value();
  EXPECT_EQ(file->text(), nullptr);
  EXPECT_EQ(file->size(), 7U);
  EXPECT_EQ(readAt(*file, 0, 7), "content");
  EXPECT_EQ(readAt(*file, 5, 2), "nt");
  EXPECT_EQ(readAt(*file, 7, 0), "");
  EXPECT_EQ(*file->whole(7).value(), "content");
  EXPECT_EQ(file->whole(6).error().code, ErrorCode::kLimit);
}

TEST_F(StoredFileTest, IsWhatWasOpenedAlsoWhenThePathNamesAnother) {
  const auto file = StoredFile::open(write("content"), 0).value();
  static_cast<void>(write("another"));
  EXPECT_EQ(readAt(*file, 0, 7), "content");
}

TEST_F(StoredFileTest, AKeptFileStaysAsItWas) {
  const std::string large(2 * StoredFile::kKept, 'x');
  for (const std::string& content : {std::string("content"), large}) {
    const auto file = StoredFile::keep(write(content), content.size()).value();
    std::filesystem::resize_file(path_, 1);
    EXPECT_EQ(file->bytes(), content);
    EXPECT_EQ(file->text(), nullptr);
    EXPECT_EQ(file->size(), content.size());
    EXPECT_EQ(readAt(*file, 2, 2), content.substr(2, 2));
    EXPECT_EQ(*file->whole(content.size()).value(), content);
  }
  EXPECT_EQ(StoredFile::keep(write("content"), 6).error().code, ErrorCode::kLimit);
}

TEST_F(StoredFileTest, BytesAreAtHandInMemoryOnly) {
  EXPECT_EQ(StoredFile::open(write("content"), 7).value()->bytes(), "content");
  EXPECT_EQ(StoredFile::open(write("content"), 6).value()->bytes(), std::nullopt);
}

TEST_F(StoredFileTest, AFileThatBecameShorterIsAnErrorThatNamesIt) {
  const auto file = StoredFile::open(write("content"), 0).value();
  std::filesystem::resize_file(path_, 5);
  EXPECT_EQ(readAt(*file, 0, 5), "conte");
  EXPECT_EQ(readAt(*file, 3, 4), "error: " + path_ + ": shorter than when it was opened");
}

TEST_F(StoredFileTest, AMissingFileAndAFolderAreErrors) {
  const auto missing = StoredFile::open(path_);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().message, HasSubstr(path_));
  EXPECT_THAT(StoredFile::open(temp_.path()).error().message, HasSubstr("is a folder"));
}

}  // namespace
}  // namespace hrp::base
