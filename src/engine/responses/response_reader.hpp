#pragma once
// ResponseReader: evaluates the expressions of `extract` and `check` against one response (sections
// 7 and 8 of the semantics). What no expression asks for is not computed: the body is parsed at the
// first path into it, and the document for general JMESPath is built once.
//
// One per engine thread, used within one response handler; the response must stay valid from
// begin() to end().

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/responses/json_body.hpp"
#include "hrp/expression/template.hpp"
#include "hrp/http/exchange.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

class ResponseReader {
 public:
  // Which parts a response has: all, only a body (a WebSocket message), or a status and a body (the
  // close of a WebSocket).
  enum class Shape : std::uint8_t { kHttp, kMessage, kClose };
  // `body`: the response's after its content coding was taken off.
  void begin(const http::Response& response, std::string_view body, Shape shape = Shape::kHttp);
  void end();

  // Fails only for a variable that is not set and a function that is unknown or fails. A path that
  // leads nowhere is null; a path or pattern that is malformed, or a pattern that matches nothing,
  // gives its own text, as in the Go version.
  [[nodiscard]] base::Result<expression::Value> evaluate(
      const testcase::ResponseExpression& expression, const expression::Scope& scope);

  // True: what evaluate() gives for a plain path, to the status or with `path` to a place in the
  // body, equals `expected`; found without making the value. False says nothing.
  [[nodiscard]] bool surelyIs(testcase::ResponseExpression::Part part,
                              std::span<const expression::JmesPath::PathStep> path,
                              const expression::Value& expected);

  // What explains that `expression` gave nothing: that the body, into which it leads, is no JSON,
  // and where. Empty when that is no reason.
  [[nodiscard]] std::string explain(const testcase::ResponseExpression& expression);

  // {proto, status_code, headers, cookies, body}, built at the first call.
  [[nodiscard]] const expression::Value& document();
  // From here on the expressions see this map instead (what a teardown hook made of it).
  void replace(expression::Value document);

 private:
  [[nodiscard]] expression::Value search(const testcase::ResponseExpression& expression);
  [[nodiscard]] expression::Value body(std::span<const expression::JmesPath::PathStep> path);
  [[nodiscard]] bool bodyIsJson();
  [[nodiscard]] expression::Value bodyValue();
  [[nodiscard]] std::optional<std::string_view> bodyText();  // none: the body is JSON
  [[nodiscard]] expression::Value header(std::string_view name) const;
  [[nodiscard]] expression::Value cookie(std::string_view name) const;
  [[nodiscard]] expression::Value status() const;
  [[nodiscard]] expression::Value protocol() const;

  const http::Response* response_ = nullptr;
  std::string_view body_;
  JsonBody json_;
  Shape shape_ = Shape::kHttp;
  bool parsed_ = false;
  bool is_json_ = false;
  bool replaced_ = false;
  expression::Value document_;  // null until somebody needs it
};

}  // namespace hrp::engine
