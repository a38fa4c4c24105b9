#pragma once
// Tables of JMESPath cases: expressions with their results as JSON text, against one document.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "hrp/expression/jmespath.hpp"

namespace hrp::expression {

using JmesPathTable = std::vector<std::pair<std::string, std::string>>;

inline void checkJmesPath(const std::string& document, const JmesPathTable& table) {
  const Value parsed = Value::parse(document);
  for (const auto& [text, expected] : table) {
    const auto path = JmesPath::compile(text);
    ASSERT_TRUE(path.has_value()) << path.error().message;
    const auto found = path->search(parsed);
    ASSERT_TRUE(found.has_value()) << found.error().message;
    EXPECT_TRUE(deepEqual(*found, Value::parse(expected)))
        << text << " gave " << *found << ", expected " << expected;
  }
}

// The message of the error that compiling or searching ends with.
inline std::string jmesPathFailure(const std::string& document, const std::string& text) {
  const auto path = JmesPath::compile(text);
  if (!path) return path.error().message;
  const auto found = path->search(Value::parse(document));
  return found ? "no error: " + found->dump() : found.error().message;
}

}  // namespace hrp::expression
