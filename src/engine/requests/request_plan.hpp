#pragma once
// RequestPlan: what is known about a request step before any user runs it: header names in
// canonical form, their constant values, the method. Made once at prepare() and shared by all
// threads.
//
// StaticSlots tells which variables of a program can never change, so that a request made only of
// those and of constants is rendered once for the whole run.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/responses/step_checks.hpp"
#include "hrp/http/exchange.hpp"
#include "hrp/http/url.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

class StaticSlots {
 public:
  explicit StaticSlots(const testcase::Program& program);
  // The value that `variable` has for every user at any time; null when there is no such value.
  [[nodiscard]] const expression::Value* valueOf(const expression::VariableRef& variable) const;

 private:
  void markWritten(const testcase::Operation& operation);

  std::vector<bool> written_;
  std::vector<const expression::Value*> fixed_;
};

enum class HeaderKind : std::uint8_t {
  kOther,
  kHost,
  kUserAgent,
  kContentType,
  kContentLength,
  kAcceptEncoding,
  kAuthorization,
  kCookie,
  kTransferEncoding,  // "chunked", which frames the body
  kHidden,            // a name that starts with ':', not sent
};
[[nodiscard]] HeaderKind headerKindOf(std::string_view canonical_name);

struct HeaderPlan {
  const testcase::FieldTemplate* field = nullptr;
  std::optional<std::string> name;   // canonical; empty when it depends on variables
  std::optional<std::string> value;  // empty when it depends on variables
  HeaderKind kind = HeaderKind::kOther;
  bool name_is_token = false;  // known before it is rendered
};

// What is the same for every user of a request, ready to be sent. What each sending reads comes
// first.
struct ConstantParts {
  std::string head;  // all of it, or up to what depends on the user
  std::string body;
  std::string step_cookies;
  std::size_t params_at = 0;  // see RenderedRequest
  http::ChunkFrame chunk;     // of the body
  http::Origin origin;
  http::Url url;
};

// A request of which that is everything.
struct FixedRequest : ConstantParts {
  std::string open_head;  // up to where the Cookie field goes; `head` has the empty line, too
};

class RequestFrame;

// What each sending reads comes first: a run of many steps has it from memory each time.
struct RequestPlan {
  const testcase::RequestStep* step = nullptr;
  bool body_unread = false;  // the response's body is in no expression
  bool upgrade = false;      // the handshake of a WebSocket
  bool constant = false;     // no part depends on a user; `fixed` can be made
  bool has_frame = false;    // only parts of it do; `frame` can be made
  std::shared_ptr<const FixedRequest> fixed;
  std::shared_ptr<const RequestFrame> frame;
  std::vector<QuickCheck> quick_checks;  // of the step's checks
  std::optional<std::string> method;     // upper case
  std::vector<HeaderPlan> headers;
  std::optional<std::string> base_url;  // of a constant request
};

[[nodiscard]] RequestPlan planRequest(const testcase::RequestStep& step, const StaticSlots& slots);

// The method as it is sent.
[[nodiscard]] std::string methodText(const testcase::RequestStep& step, std::string_view method);
[[nodiscard]] bool isIdempotent(std::string_view method);

}  // namespace hrp::engine
