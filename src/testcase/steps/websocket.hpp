#pragma once
// What a step says of its WebSocket; only websocket.cpp and its test look into it.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "testcase/read/field_reader.hpp"

namespace hrp::testcase {

struct WebSocketModel {
  std::string type;
  std::string url;
  expression::Value params = expression::Value::object();
  TextPairs headers;
  std::optional<expression::Value> text;
  std::optional<expression::Value> binary;
  std::int64_t close_status = 1000;
  double timeout_ms = 30'000;
};

[[nodiscard]] WebSocketModel readWebSocket(FieldReader& fields);

}  // namespace hrp::testcase
