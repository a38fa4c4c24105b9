#pragma once
// JsonBody: the JSON of one response body at a time. Paths are followed without building a
// document; the whole of it becomes a Value only when somebody asks. A short text of the usual kind
// is read by PlainJson, any other by simdjson.
//
// One per engine thread; it keeps the memory of ordinary bodies and gives that of large ones back.
// simdjson's DOM is used, not its on-demand reader: it looks at the whole text, so a body that is
// broken behind the field of interest is not taken for JSON.

#include <memory>
#include <span>
#include <string_view>

#include "hrp/expression/jmespath.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::engine {

class JsonBody {
 public:
  JsonBody();
  ~JsonBody();
  JsonBody(const JsonBody&) = delete;
  JsonBody& operator=(const JsonBody&) = delete;

  // False when the text is not one JSON value (or is nested over 1,024 levels). A byte order mark
  // is read over; half a surrogate pair and bytes that are no UTF-8 are read as U+FFFD.
  [[nodiscard]] bool parse(std::string_view text);
  // Of the text parsed last: null where the path leads nowhere; integers stay exact.
  [[nodiscard]] expression::Value at(std::span<const expression::JmesPath::PathStep> path) const;
  [[nodiscard]] expression::Value root() const { return at({}); }
  // True: at(path) equals `scalar`, a text, whole number or truth value. False says nothing.
  [[nodiscard]] bool surelyIs(std::span<const expression::JmesPath::PathStep> path,
                              const expression::Value& scalar) const;
  // Frees what a large body took.
  void trim();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hrp::engine
