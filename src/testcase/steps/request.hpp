#pragma once
// What a step says of its request; only request.cpp and its test look into it.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "testcase/read/field_reader.hpp"

namespace hrp::testcase {

struct RequestModel {
  std::string method = "GET";
  bool method_as_written = false;
  std::string url;
  expression::Value params = expression::Value::object();
  TextPairs headers;
  TextPairs cookies;
  std::optional<expression::Value> body;
  bool body_from_json_field = false;
  std::vector<std::pair<std::string, expression::Value>> upload;  // the parts in their order
  std::optional<double> timeout_s;
  std::optional<bool> allow_redirects;
  std::optional<bool> verify;
  bool http2 = false;
};

[[nodiscard]] RequestModel readRequest(FieldReader& fields);

}  // namespace hrp::testcase
