#pragma once
// CopiedRequest: one request of a browser's menu ("Copy as fetch", "Copy as PowerShell") and the
// step that it becomes. Pure; any thread.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "import/converters.hpp"

namespace hrp::import {

struct CopiedRequest {
  std::string place;
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<std::string> body;
};

// A Content-Length without a body is an error: the browser has left the body out.
[[nodiscard]] base::Result<OrderedValue> makeCopiedStep(const CopiedRequest& request);

// A testcase of the requests; one that cannot be taken over is a note when others can.
[[nodiscard]] base::Result<Converted> convertCopied(
    std::vector<base::Result<CopiedRequest>> requests, std::vector<std::string> notes,
    const std::string& file);

}  // namespace hrp::import
