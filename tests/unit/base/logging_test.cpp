#include "hrp/base/logging.hpp"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

namespace hrp::base {
namespace {

class LoggingTest : public ::testing::Test {
 protected:
  void TearDown() override { spdlog::drop("hrp"); }
};

TEST_F(LoggingTest, RefusesALevelItDoesNotKnow) {
  const auto result = setUpLogging({.level = "loud"});
  ASSERT_FALSE(result.has_value());
  EXPECT_NE(result.error().message.find("loud"), std::string::npos);
  EXPECT_FALSE(result.error().hint.empty());
}

TEST_F(LoggingTest, TakesLevelsOfAnyCase) {
  ASSERT_TRUE(setUpLogging({.level = "WARN"}).has_value());
  EXPECT_EQ(spdlog::default_logger()->level(), spdlog::level::warn);
}

TEST_F(LoggingTest, JsonLinesParseWhateverTheMessageHolds) {
  ::testing::internal::CaptureStderr();
  ASSERT_TRUE(setUpLogging({.level = "info", .json = true}).has_value());
  spdlog::info("a \"quoted\" \\ text\nand a line");
  spdlog::default_logger()->flush();
  const std::string line = ::testing::internal::GetCapturedStderr();
  const auto parsed = nlohmann::json::parse(line);
  EXPECT_EQ(parsed["message"], "a \"quoted\" \\ text\nand a line");
  EXPECT_EQ(parsed["level"], "info");
}

}  // namespace
}  // namespace hrp::base
