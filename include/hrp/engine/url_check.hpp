#pragma once
// Whether a request can be sent to a URL at all, for those who load testcases before any engine is
// there (testcase::LoadOptions::check_url). Pure; any thread.

#include <string_view>

#include "hrp/base/error.hpp"

namespace hrp::engine {

// kInvalidArgument: bad URL "http://foo.09/": the host ends in a number and is no IPv4 address.
[[nodiscard]] base::Result<> checkUrl(std::string_view url);

}  // namespace hrp::engine
