#include "plugin/calls/traceback_log.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

namespace hrp::plugin {
namespace {

class TracebackLogTest : public ::testing::Test {
 protected:
  TracebackLogTest() {
    auto logger = std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(out_));
    logger->set_pattern("%l %v");
    spdlog::set_default_logger(std::move(logger));
  }
  ~TracebackLogTest() override { spdlog::set_default_logger(before_); }

  std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  std::ostringstream out_;
};

TEST_F(TracebackLogTest, ShowsEachOnce) {
  TracebackLog log("debugtalk.py");
  log.show("sign", "Traceback:\n  line\nValueError: no");
  log.show("sign", "Traceback:\n  line\nValueError: no");
  log.show("sign", "");
  log.show("", "ImportError: x");
  EXPECT_EQ(out_.str(),
            "warning debugtalk.py: sign failed\nTraceback:\n  line\nValueError: no\n"
            "warning debugtalk.py: cannot be imported\nImportError: x\n");
}

TEST_F(TracebackLogTest, IsBounded) {
  TracebackLog log("debugtalk.py");
  for (std::size_t i = 0; i < 2 * TracebackLog::kMost; ++i) log.show("f", std::to_string(i));
  const std::string text = out_.str();
  EXPECT_NE(text.find("failed\n99\nwarning debugtalk.py: further tracebacks are not shown\n"),
            std::string::npos);
  EXPECT_EQ(text.find("100"), std::string::npos);
}

}  // namespace
}  // namespace hrp::plugin
