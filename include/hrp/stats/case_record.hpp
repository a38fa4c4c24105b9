#pragma once
// CaseRecord: what one run of a testcase did, step by step, for people and reports: the requests as
// sent, the responses as received, the values taken out and the checks. `hrp run` makes them,
// outputs show them. Plain values, owned by whoever holds them; values of the testcase's language
// are JSON texts, so that outputs need to know nothing of expressions.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/error_kind.hpp"
#include "hrp/base/phase_times.hpp"

namespace hrp::stats {

using NamedText = std::pair<std::string, std::string>;

struct CheckRecord {
  std::string check;      // the expression as written
  std::string assertion;  // "equal", as written
  std::string expected;   // JSON
  std::string actual;     // JSON
  std::string message;    // of the author
  std::string error;      // why it could not be made; empty when it passed or did not hold
  bool passed = false;
};

struct RequestRecord {
  std::string method;
  std::string url;      // whole, as sent
  std::string version;  // "HTTP/1.1"
  std::vector<NamedText> headers;
  std::string body;
};

struct ResponseRecord {
  std::string version;  // "HTTP/1.1"; "websocket" for an operation on one that succeeded
  int status = 0;       // 0 with a version: a message, which has none
  std::string reason;   // the text behind the status, may be empty
  std::vector<NamedText> headers;
  std::vector<NamedText> cookies;
  std::string body;  // decoded
};

// One request on the wire with its answer; a step that is redirected has several.
struct ExchangeRecord {
  RequestRecord request;
  ResponseRecord response;  // status 0: none came
  base::PhaseTimes times;
  std::string peer;  // "127.0.0.1:80"
};

struct StepRecord {
  std::string name;
  std::string type;  // "request", "api", "testcase", "thinktime", "transaction", "rendezvous",
                     // "websocket"
  bool success = true;
  base::WallTime started_at{};
  base::Duration elapsed{};
  std::uint64_t content_size = 0;
  std::vector<ExchangeRecord> exchanges;
  std::vector<NamedText> extracted;  // name → JSON
  std::vector<CheckRecord> checks;   // those that were made
  std::vector<NamedText> exported;   // name → JSON
  base::ErrorKind error_kind = base::ErrorKind::kNone;
  std::string error;
};

struct CaseRecord {
  std::string name;
  std::string file;
  std::string root;             // the project's folder
  std::int64_t iteration = 1;   // from 1, over the rows of its parameters
  std::int64_t iterations = 1;  // of the file
  bool success = true;
  base::WallTime started_at{};
  base::Duration elapsed{};
  std::vector<StepRecord> steps;
  std::vector<NamedText> config_variables;  // name → JSON
  std::vector<NamedText> exported;          // name → JSON
  std::string error;                        // of the case itself: its variables, its time
};

}  // namespace hrp::stats
