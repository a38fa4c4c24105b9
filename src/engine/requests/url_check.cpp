#include "hrp/engine/url_check.hpp"

#include "hrp/http/url.hpp"

namespace hrp::engine {

base::Result<> checkUrl(std::string_view url) {
  if (auto parsed = http::Url::parse(url); !parsed) return base::fail(std::move(parsed.error()));
  return {};
}

}  // namespace hrp::engine
