#include "engine/responses/response_reader.hpp"

#include <span>
#include <string>

#include "engine/responses/json_repair.hpp"
#include "engine/text/http_text.hpp"
#include "hrp/base/assert.hpp"
#include "hrp/http/cookie_jar.hpp"

namespace hrp::engine {
namespace {

using expression::JmesPath;
using expression::Scope;
using expression::Value;
using testcase::ResponseExpression;

// A fault of a path or a pattern must not end up as a value of the response; what it is written for
// is to show itself in the check's message.
Value ownText(const std::string& source) {
  return Value(source);
}

}  // namespace

void ResponseReader::begin(const http::Response& response, std::string_view body, Shape shape) {
  response_ = &response;
  shape_ = shape;
  body_ = body;
  parsed_ = false;
  is_json_ = false;
  replaced_ = false;
}

void ResponseReader::replace(Value document) {
  document_ = std::move(document);
  replaced_ = true;
}

void ResponseReader::end() {
  response_ = nullptr;
  body_ = {};
  if (!document_.is_null()) document_ = nullptr;
  if (parsed_) json_.trim();
}

base::Result<Value> ResponseReader::evaluate(const ResponseExpression& expression,
                                             const Scope& scope) {
  HRP_ASSERT(response_ != nullptr);
  switch (expression.kind) {
    case ResponseExpression::Kind::kValue:
      return expression.value.evaluate(scope);
    case ResponseExpression::Kind::kJmesPath:
      return expression.path ? search(expression) : ownText(expression.source);
    case ResponseExpression::Kind::kRegex: {
      const auto text = expression.regex ? bodyText() : std::nullopt;
      if (!text) return ownText(expression.source);
      const auto group = expression.regex->firstGroup(*text);
      return group ? Value(std::string(*group)) : ownText(expression.source);
    }
    case ResponseExpression::Kind::kDynamic: {
      auto text = expression.value.evaluate(scope);
      if (!text || !text->is_string()) return text;
      const auto compiled = testcase::compileResponseExpression(text->get_ref<std::string&>());
      // Its value holds no variables any more; never dynamic again.
      if (compiled.kind == ResponseExpression::Kind::kDynamic ||
          compiled.kind == ResponseExpression::Kind::kValue) {
        return text;
      }
      return evaluate(compiled, scope);
    }
  }
  return Value(nullptr);
}

bool ResponseReader::surelyIs(ResponseExpression::Part part,
                              std::span<const JmesPath::PathStep> path, const Value& expected) {
  using Part = ResponseExpression::Part;
  if (replaced_) return false;
  if (part == Part::kStatus && shape_ != Shape::kMessage) {
    const auto* number = expected.get_ptr<const Value::number_integer_t*>();
    return number != nullptr && *number == response_->status;
  }
  return part == Part::kBody && bodyIsJson() && json_.surelyIs(path, expected);
}

Value ResponseReader::search(const ResponseExpression& expression) {
  using Part = ResponseExpression::Part;
  const std::vector<JmesPath::PathStep>& path = expression.path->plainPath();
  switch (replaced_ ? Part::kNone : expression.part) {
    case Part::kBody:
      return body({path.data() + 1, path.size() - 1});
    case Part::kStatus:
      return status();
    case Part::kProtocol:
      return protocol();
    case Part::kHeader:
      return header(std::get<std::string>(path[1]));
    case Part::kCookie:
      return cookie(std::get<std::string>(path[1]));
    case Part::kNone:
      break;
  }
  auto found = expression.path->search(document());
  return found ? std::move(*found) : ownText(expression.source);
}

Value ResponseReader::body(std::span<const JmesPath::PathStep> path) {
  if (bodyIsJson()) return json_.at(path);
  return path.empty() ? Value(std::string(body_)) : Value(nullptr);
}

bool ResponseReader::bodyIsJson() {
  if (!parsed_) {
    parsed_ = true;
    is_json_ = !body_.empty() && json_.parse(body_);
    if (!is_json_) body_ = withoutByteOrderMark(body_);
  }
  return is_json_;
}

std::string ResponseReader::explain(const ResponseExpression& expression) {
  using Part = ResponseExpression::Part;
  if (replaced_ || expression.kind != ResponseExpression::Kind::kJmesPath || !expression.path) {
    return {};
  }
  const std::string& source = expression.source;
  const bool general = expression.part == Part::kNone &&
                       (source.find("body.") != source.npos || source.find("body[") != source.npos);
  const bool plain = expression.part == Part::kBody && expression.path->plainPath().size() > 1;
  if ((!general && !plain) || bodyIsJson()) return {};
  return jsonProblem(body_);
}

std::optional<std::string_view> ResponseReader::bodyText() {
  if (replaced_) {
    const auto body = document_.find("body");
    if (body == document_.end() || !body->is_string()) return std::nullopt;
    return body->get_ref<const std::string&>();
  }
  return bodyIsJson() ? std::nullopt : std::optional(body_);
}

Value ResponseReader::bodyValue() {
  return bodyIsJson() ? json_.root() : Value(std::string(body_));
}

// Names in the response object are canonical, so the path must spell them that way.
Value ResponseReader::header(std::string_view name) const {
  for (const http::HeaderField& field : response_->headers) {
    if (equalsIgnoreCase(field.name, name) && canonicalHeaderName(field.name) == name) {
      return Value(std::string(field.value));
    }
  }
  return nullptr;
}

Value ResponseReader::cookie(std::string_view name) const {
  Value found;
  for (const http::HeaderField& field : response_->headers) {
    std::string_view cookie_name;
    std::string_view value;
    if (equalsIgnoreCase(field.name, "Set-Cookie") &&
        http::CookieJar::parseNameValue(field.value, cookie_name, value) && cookie_name == name) {
      found = std::string(value);
    }
  }
  return found;
}

Value ResponseReader::status() const {
  return shape_ == Shape::kMessage ? Value(nullptr) : Value(response_->status);
}

Value ResponseReader::protocol() const {
  if (shape_ != Shape::kHttp) return nullptr;
  return std::string(http::versionText(*response_));
}

const Value& ResponseReader::document() {
  if (!document_.is_null()) return document_;
  document_ = Value::object();
  document_["body"] = bodyValue();
  if (shape_ != Shape::kMessage) document_["status_code"] = status();
  if (shape_ != Shape::kHttp) return document_;
  Value headers = Value::object();
  Value cookies = Value::object();
  for (const http::HeaderField& field : response_->headers) {
    const std::string name = canonicalHeaderName(field.name);
    if (!headers.contains(name)) headers[name] = std::string(field.value);
    std::string_view cookie_name;
    std::string_view value;
    if (name == "Set-Cookie" && http::CookieJar::parseNameValue(field.value, cookie_name, value)) {
      cookies[std::string(cookie_name)] = std::string(value);
    }
  }
  document_["proto"] = protocol();
  document_["headers"] = std::move(headers);
  document_["cookies"] = std::move(cookies);
  return document_;
}

}  // namespace hrp::engine
