#include "hrp/base/files/private_bytes.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::base {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// No two pieces of it are the same.
std::string longText() {
  std::string text;
  for (int i = 0; text.size() < 3 * PrivateBytes::kInMemory; ++i) text += std::to_string(i) + ",";
  return text;
}

std::vector<std::string> namesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

PrivateBytesPtr written(PrivateBytesWriter& writer, std::string_view text, std::size_t piece) {
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    writer.append(text.substr(0, piece));
  }
  return writer.finish().value();
}

TEST(PrivateBytes, FewStayInMemory) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{7}, PrivateBytes::kInMemory}) {
    PrivateBytesWriter writer;
    const std::string text(size, 'x');
    const PrivateBytesPtr bytes = written(writer, text, 1000);
    EXPECT_TRUE(bytes->inMemory());
    EXPECT_EQ(bytes->view(), text);
  }
}

TEST(PrivateBytes, ManyLieInAFileWithoutAName) {
  const testing::TempFolder temp;
  const std::string text = longText();
  for (const std::size_t piece : {std::size_t{997}, std::size_t{65536}, text.size()}) {
    PrivateBytesWriter writer({temp.path()});
    const PrivateBytesPtr bytes = written(writer, text, piece);
    EXPECT_FALSE(bytes->inMemory());
    EXPECT_EQ(bytes->view(), text) << piece;
    EXPECT_THAT(namesIn(temp.path()), IsEmpty());
  }
}

TEST(PrivateBytes, TheFirstFolderThatTakesThemHasThem) {
  const testing::TempFolder temp;
  PrivateBytesWriter writer({temp.path() + "/none", temp.path()});
  EXPECT_FALSE(written(writer, longText(), 65536)->inMemory());
}

TEST(PrivateBytes, AreInMemoryWhereNoFolderTakesThem) {
  const testing::TempFolder temp;
  PrivateBytesWriter writer({temp.path() + "/none"});
  const PrivateBytesPtr bytes = written(writer, longText(), 65536);
  EXPECT_TRUE(bytes->inMemory());
  EXPECT_EQ(bytes->view(), longText());
}

// A limit of the size of files is like a disk that is full.
TEST(PrivateBytes, ComeBackFromAFileThatTakesNoMore) {
  const testing::TempFolder temp;
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  rlimit less = old;
  less.rlim_cur = PrivateBytes::kInMemory + 5000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &less), 0);
  PrivateBytesWriter writer({temp.path(), temp.path()});
  const PrivateBytesPtr bytes = written(writer, longText(), 65536);
  EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, before);
  EXPECT_TRUE(bytes->inMemory());
  EXPECT_EQ(bytes->view(), longText());
  EXPECT_THAT(namesIn(temp.path()), IsEmpty());
}

TEST(PrivateBytes, StayAsTheyAreWhateverHappensToTheFile) {
  const testing::TempFolder temp;
  const std::string path = temp.path() + "/rows.csv";
  const std::string text = longText();
  ASSERT_TRUE(writeFileAtomically(path, text));
  const auto bytes = readPrivately(path, text.size()).value();
  EXPECT_FALSE(bytes->inMemory());
  std::filesystem::resize_file(path, 3);
  EXPECT_EQ(bytes->view(), text);
  std::filesystem::remove(path);
  EXPECT_EQ(bytes->view(), text);
}

TEST(PrivateBytes, OfAFifoAreReadToItsEnd) {
  const testing::TempFolder temp;
  const std::string path = temp.path() + "/fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::thread author([&] { std::ofstream(path) << longText(); });
  const auto bytes = readPrivately(path, longText().size());
  author.join();
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_EQ((*bytes)->view(), longText());
}

TEST(PrivateBytes, ErrorsNameThePath) {
  const testing::TempFolder temp;
  const std::string path = temp.path() + "/rows.csv";
  EXPECT_EQ(readPrivately(path, 10).error().code, ErrorCode::kNotFound);
  EXPECT_THAT(readPrivately(temp.path(), 10).error().message, HasSubstr("is a folder"));
  ASSERT_TRUE(writeFileAtomically(path, longText()));
  EXPECT_EQ(readPrivately(path, 10).error().message, path + ": larger than 10 bytes");
}

}  // namespace
}  // namespace hrp::base
