#include "hrp/base/files/file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/temp_folder.hpp"

namespace hrp::base {
namespace {

class FileTest : public ::testing::Test {
 protected:
  const testing::TempFolder temp_;
  const std::string& folder_ = temp_.path();
};

TEST_F(FileTest, WritesAndReadsBack) {
  const std::string path = folder_ + "/a.bin";
  const std::string content("zero\0byte\nline", 14);
  ASSERT_TRUE(writeFileAtomically(path, content).has_value());
  EXPECT_EQ(readFile(path).value(), content);
}

TEST_F(FileTest, ReplacesWithoutLeavingATemporaryFile) {
  const std::string path = folder_ + "/a.txt";
  ASSERT_TRUE(writeFileAtomically(path, "old").has_value());
  ASSERT_TRUE(writeFileAtomically(path, "new").has_value());
  EXPECT_EQ(readFile(path).value(), "new");
  const auto entries = std::distance(std::filesystem::directory_iterator(folder_), {});
  EXPECT_EQ(entries, 1);
}

TEST_F(FileTest, ErrorsNameThePath) {
  const auto missing = readFile(folder_ + "/none.txt");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find(folder_ + "/none.txt"), std::string::npos);

  const auto folder = readFile(folder_);
  ASSERT_FALSE(folder.has_value());
  EXPECT_EQ(folder.error().code, ErrorCode::kIo);

  const auto unwritable = writeFileAtomically(folder_ + "/no/such/folder.txt", "x");
  ASSERT_FALSE(unwritable.has_value());
  EXPECT_NE(unwritable.error().message.find("/no/such/folder.txt"), std::string::npos);
}

TEST_F(FileTest, StopsAtTheBound) {
  const std::string path = folder_ + "/large.txt";
  ASSERT_TRUE(writeFileAtomically(path, std::string(200'000, 'x')).has_value());
  const auto read = readFile(path, 100'000);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, ErrorCode::kLimit);
  EXPECT_TRUE(readFile(path, 200'000).has_value());
}

}  // namespace
}  // namespace hrp::base
