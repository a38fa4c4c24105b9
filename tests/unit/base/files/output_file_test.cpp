#include "hrp/base/files/output_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "base/descriptor.hpp"
#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::base {
namespace {

namespace fs = std::filesystem;

class OutputFileTest : public ::testing::Test {
 protected:
  static Result<> put(const std::string& path, std::string_view content) {
    return OutputFile(path).write(content);
  }
  static std::string refusal(const std::string& path) {
    const auto checked = OutputFile(path).check();
    return checked ? "" : checked.error().message;
  }
  static struct stat statusOf(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
    return status;
  }
  std::string read(const std::string& path) { return readFile(path).value_or("(none)"); }
  std::size_t entries() {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(temp_.path()), {}));
  }

  const testing::TempFolder temp_;
  const std::string file_ = temp_.file("figures.json");
  const std::string text_ = std::string(300'000, 'x') + "\n";
};

TEST_F(OutputFileTest, MakesAFileAndLeavesNothingBesideIt) {
  EXPECT_EQ(refusal(file_), "");
  EXPECT_EQ(entries(), 0U) << "looking changes nothing";
  ASSERT_TRUE(put(file_, text_).has_value());
  EXPECT_EQ(read(file_), text_);
  EXPECT_EQ(entries(), 1U);
}

TEST_F(OutputFileTest, AReaderOfTheOldFileKeepsAllOfIt) {
  temp_.write("figures.json", "old");
  Descriptor reader(::open(file_.c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(put(file_, "new").has_value());
  char old[8] = {};
  EXPECT_EQ(::read(reader.get(), old, sizeof old), 3);
  EXPECT_STREQ(old, "old");
  EXPECT_EQ(read(file_), "new");
}

TEST_F(OutputFileTest, TheModeOfAFileStays) {
  temp_.write("figures.json", "old");
  ASSERT_EQ(::chmod(file_.c_str(), 0620), 0);
  ASSERT_TRUE(put(file_, "new").has_value());
  EXPECT_EQ(statusOf(file_).st_mode & 07777U, 0620U);
}

TEST_F(OutputFileTest, LinksStayAndTheirTargetsAreWritten) {
  temp_.write("real/figures.json", "old");
  fs::create_symlink("real/figures.json", temp_.file("link"));
  fs::create_symlink(temp_.file("link"), temp_.file("link-to-link"));
  fs::create_symlink("real/later.json", temp_.file("dangling"));
  ASSERT_TRUE(put(temp_.file("link-to-link"), "new").has_value());
  ASSERT_TRUE(put(temp_.file("dangling"), "first").has_value());
  EXPECT_TRUE(fs::is_symlink(temp_.file("link")) && fs::is_symlink(temp_.file("link-to-link")));
  EXPECT_TRUE(fs::is_symlink(temp_.file("dangling")));
  EXPECT_EQ(read(temp_.file("real/figures.json")), "new");
  EXPECT_EQ(read(temp_.file("real/later.json")), "first");
}

TEST_F(OutputFileTest, AFileWithTwoNamesKeepsBoth) {
  temp_.write("figures.json", "a longer old text");
  fs::create_hard_link(file_, temp_.file("other"));
  ASSERT_TRUE(put(file_, "new").has_value());
  EXPECT_EQ(read(temp_.file("other")), "new");
}

TEST_F(OutputFileTest, AFifoIsWrittenThrough) {
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
  EXPECT_EQ(refusal(file_), "") << "nobody has to read it yet";
  std::string got;
  std::thread reader([&] { got = read(file_); });
  EXPECT_TRUE(put(file_, text_).has_value());
  reader.join();
  EXPECT_EQ(got, text_);
  EXPECT_TRUE(S_ISFIFO(statusOf(file_).st_mode));
}

TEST_F(OutputFileTest, ATerminalIsWrittenThrough) {
  Descriptor terminal(::posix_openpt(O_RDWR | O_NOCTTY));
  ASSERT_GE(terminal.get(), 0);
  ASSERT_TRUE(::grantpt(terminal.get()) == 0 && ::unlockpt(terminal.get()) == 0);
  const std::string name = ::ptsname(terminal.get());
  // Held open, or what was written is gone with its last writer.
  const Descriptor slave(::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_TRUE(put(name, "figures\n").has_value());
  char got[32] = {};
  ASSERT_GT(::read(terminal.get(), got, sizeof got), 0);
  EXPECT_STREQ(got, "figures\r\n");
  EXPECT_TRUE(S_ISCHR(statusOf(name).st_mode));
}

TEST_F(OutputFileTest, ADescriptorIsWrittenWhereItStands) {
  Descriptor open_file(::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::write(open_file.get(), "before ", 7), 7);
  const std::string number = std::to_string(open_file.get());
  fs::create_symlink("/proc/self/fd/" + number, temp_.file("link"));
  for (const std::string& name :
       {"/dev/fd/" + number, "/proc/self/fd/" + number, temp_.file("link")}) {
    ASSERT_TRUE(put(name, "figures ").has_value()) << name;
  }
  EXPECT_EQ(read(file_), "before figures figures figures ");
}

TEST_F(OutputFileTest, ADashIsStandardOutput) {
  const fs::path before = fs::current_path();
  fs::current_path(temp_.path());
  ::testing::internal::CaptureStdout();
  const auto done = put("-", "figures\n");
  const std::string shown = ::testing::internal::GetCapturedStdout();
  fs::current_path(before);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(shown, "figures\n");
  EXPECT_EQ(entries(), 0U);
}

TEST_F(OutputFileTest, RefusesWhatCannotBeWritten) {
  fs::create_directory(temp_.file("folder"));
  fs::create_symlink("round", temp_.file("round"));
  temp_.write("plain", "");
  const std::string missing = temp_.file("no/such/folder/f.json");
  EXPECT_EQ(refusal(missing), missing + ": there is no folder " + temp_.file("no/such/folder"));
  EXPECT_EQ(refusal(temp_.file("folder")), temp_.file("folder") + ": is a folder, not a file");
  EXPECT_EQ(refusal(temp_.file("folder/")), temp_.file("folder/") + ": Is a directory");
  EXPECT_EQ(refusal(temp_.file("plain/f")), temp_.file("plain/f") + ": Not a directory");
  EXPECT_NE(refusal(temp_.file("round")).find("Too many levels"), std::string::npos);
  EXPECT_EQ(refusal(""), "the name of the file is empty");
  EXPECT_NE(refusal("/dev/fd/999"), "");
  Descriptor reader(::open(temp_.file("plain").c_str(), O_RDONLY | O_CLOEXEC));
  EXPECT_NE(refusal("/dev/fd/" + std::to_string(reader.get())).find("Permission denied"),
            std::string::npos);
}

TEST_F(OutputFileTest, AFileBeyondItsLimitIsAnErrorAndTheOldOneStays) {
  temp_.write("figures.json", "old");
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{4'096, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto written = put(file_, text_);
  ::setrlimit(RLIMIT_FSIZE, &before);
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().message, file_ + ": File too large");
  EXPECT_EQ(read(file_), "old");
  EXPECT_EQ(entries(), 1U) << "no half file stays";
}

TEST_F(OutputFileTest, NamesOfOneFileHaveOneIdentity) {
  const auto identity = [&](const std::string& path) {
    return OutputFile(path).identity().value_or("(none)");
  };
  fs::create_symlink("figures.json", temp_.file("link"));
  const std::string missing = identity(file_);
  EXPECT_EQ(identity(temp_.file("link")), missing);
  EXPECT_EQ(identity(temp_.file("./figures.json")), missing);
  EXPECT_NE(identity(temp_.file("other")), missing);
  EXPECT_EQ(identityOfInput(file_), "");
  temp_.write("figures.json", "");
  fs::create_hard_link(file_, temp_.file("second"));
  EXPECT_EQ(identity(temp_.file("link")), identityOfInput(file_));
  EXPECT_EQ(identity(temp_.file("second")), identityOfInput(temp_.file("link")));
  Descriptor open(::open(file_.c_str(), O_WRONLY | O_CLOEXEC));
  EXPECT_EQ(identity("/dev/fd/" + std::to_string(open.get())), identityOfInput(file_));
  EXPECT_EQ(identity("/dev/null"), "");
  EXPECT_EQ(identityOfInput("/dev/null"), "");
  EXPECT_FALSE(OutputFile(temp_.file("no/file")).identity());
}

TEST_F(OutputFileTest, AReaderThatIsGoneIsAnError) {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  Descriptor writer(ends[1]);
  ::close(ends[0]);
  const auto written = put("/dev/fd/" + std::to_string(writer.get()), text_);
  ASSERT_FALSE(written.has_value());
  EXPECT_NE(written.error().message.find("Broken pipe"), std::string::npos);
}

}  // namespace
}  // namespace hrp::base
