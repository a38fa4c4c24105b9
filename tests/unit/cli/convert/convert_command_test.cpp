#include "cli/convert/convert_command.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

using base::ExitCode;

class ConvertCommandTest : public ::testing::Test {
 protected:
  ExitCode convert(const ConvertOptions& options) {
    std::ostringstream out;
    ::testing::internal::CaptureStderr();
    const ExitCode code = runConvert(options, out);
    error_ = ::testing::internal::GetCapturedStderr();
    out_ = out.str();
    return code;
  }
  std::string read(const std::string& name) {
    return base::readFile(folder_.file(name)).value_or("none");
  }

  hrp::testing::TempFolder folder_;
  std::string out_;
  std::string error_;
};

TEST_F(ConvertCommandTest, WritesATestcaseBesideItsSource) {
  const std::string file = folder_.write("call.txt", "curl http://x/a");
  EXPECT_EQ(convert({{file}, "", ""}), ExitCode::kOk) << error_;
  EXPECT_EQ(out_, file + " -> " + folder_.file("call.yaml") + "\n");
  EXPECT_EQ(read("call.yaml").find("config:\n  name: GET /a\n"), 0u) << read("call.yaml");
}

TEST_F(ConvertCommandTest, WritesTheFormatAndFolderThatIsAskedFor) {
  const std::string file =
      folder_.write("shop.postman_collection.json",
                    R"({"info":{"name":"S"},"item":[{"name":"a","request":"http://x/"}]})");
  EXPECT_EQ(convert({{file}, "json", folder_.file("new/cases")}), ExitCode::kOk) << error_;
  EXPECT_EQ(read("new/cases/shop.json").front(), '{');
}

TEST_F(ConvertCommandTest, TestcasesChangeTheirFormat) {
  const std::string json = folder_.write("a.json", R"({"teststeps":[]})");
  EXPECT_EQ(convert({{json}, "", ""}), ExitCode::kOk) << error_;
  EXPECT_EQ(read("a.yaml"), "teststeps: []\n");
  EXPECT_EQ(convert({{folder_.file("a.yaml")}, "", folder_.file("back")}), ExitCode::kOk) << error_;
  EXPECT_EQ(read("back/a.json"), "{\n  \"teststeps\": []\n}\n");
}

TEST_F(ConvertCommandTest, OverwritesNothing) {
  const std::string file = folder_.write("a.txt", "curl http://x/a");
  folder_.write("a.yaml", "mine");
  EXPECT_EQ(convert({{file}, "", ""}), ExitCode::kFailure);
  EXPECT_NE(error_.find("a.yaml is already there"), std::string::npos) << error_;
  EXPECT_EQ(read("a.yaml"), "mine");
}

TEST_F(ConvertCommandTest, OneBadFileDoesNotKeepTheOthers) {
  const std::string bad = folder_.write("bad.json", "{");
  const std::string good = folder_.write("good.txt", "curl -x http://p http://x/a");
  EXPECT_EQ(convert({{bad, folder_.file("none.har"), good}, "", ""}), ExitCode::kBadJson);
  EXPECT_NE(error_.find("bad.json:1:2: malformed JSON"), std::string::npos) << error_;
  EXPECT_NE(error_.find("none.har"), std::string::npos) << error_;
  EXPECT_NE(error_.find("hrp: note: " + good + ":1:9: -x http://p is not part of the testcase"),
            std::string::npos)
      << error_;
  EXPECT_NE(read("good.yaml"), "none");
}

}  // namespace
}  // namespace hrp::cli
