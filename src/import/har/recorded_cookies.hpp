#pragma once
// RecordedCookies: which cookies of a recording came from the recording itself. Those are left to
// the jar of each user, which gets its own when the load runs; others stay in the steps. One
// recording, entries in their order; one thread.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "import/converters.hpp"

namespace hrp::import {

class RecordedCookies {
 public:
  // What is left of a Cookie header to `host` for the step.
  [[nodiscard]] std::string keptIn(std::string_view cookies, std::string_view host);
  // Notes the cookies that a response of `host` sets.
  void addResponse(const OrderedValue& response, std::string_view host);
  // The names of cookies that no response set.
  [[nodiscard]] const std::set<std::string>& foreignNames() const { return foreign_; }

 private:
  [[nodiscard]] bool isSetFor(std::string_view name, std::string_view host) const;

  std::map<std::string, std::set<std::string>, std::less<>> domains_;  // by name of the cookie
  std::set<std::string> foreign_;
};

}  // namespace hrp::import
