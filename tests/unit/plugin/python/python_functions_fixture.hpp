#pragma once
// What the tests of a debugtalk.py share: functions that are opened from a text, and called.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hrp/plugin/python_functions.hpp"

namespace hrp::plugin {

class PythonFunctionsTest : public ::testing::Test {
 protected:
  static constexpr const char* kFile = "/nowhere/debugtalk.py";

  base::Result<> open(const std::string& text, PythonOptions options = {}) {
    expression::CustomSource source;
    source.file = kFile;
    source.text = text;
    return open(source, options);
  }
  base::Result<> open(const expression::CustomSource& source, const PythonOptions& options = {}) {
    auto opened = openPythonFunctions(options, source, clock_);
    if (!opened) return base::fail(opened.error());
    functions_ = std::move(*opened);
    return {};
  }
  // The result as JSON, or the error.
  std::string called(const std::string& name,
                     const std::vector<expression::Value>& arguments = {}) {
    const auto result = expression::callAndWait(*functions_, name, arguments);
    return result ? result->dump() : result.error().message;
  }

  base::SystemClock clock_;
  std::shared_ptr<expression::CustomFunctions> functions_;
};

}  // namespace hrp::plugin
