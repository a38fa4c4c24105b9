#pragma once
// The replies of the control API as text: one line of JSON with the keys, in the order, that
// scripts for hrp 4 read. Pure functions.

#include <nlohmann/json.hpp>
#include <string>

#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"
#include "hrp/stats/snapshot.hpp"

namespace hrp::control {

enum class ReplyCode : int { kSuccess = 0, kParameterError = 1, kServerError = 2, kStopError = 3 };

[[nodiscard]] std::string successReply();
[[nodiscard]] std::string errorReply(ReplyCode code, const std::string& message);
// The error's message with its hint. A conflict ("already started") is given without, because
// scripts compare it.
[[nodiscard]] std::string errorReply(ReplyCode code, const base::Error& error);
[[nodiscard]] std::string workersReply(const stats::Snapshot& snapshot);
[[nodiscard]] std::string masterReply(const stats::Snapshot& snapshot);

// Of requests that are refused before they are read: body and reason phrase by HTTP status.
[[nodiscard]] std::string refusalBody(int status);
[[nodiscard]] std::string refusalReason(int status);

// A request body as a JSON object. Errors carry the parser's message.
[[nodiscard]] base::Result<expression::Value> parseBody(const std::string& body);

}  // namespace hrp::control
