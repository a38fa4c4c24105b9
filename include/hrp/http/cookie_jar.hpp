#pragma once
// CookieJar: the cookies of one user (RFC 6265: domain, path, expiry, Secure). One owner, one
// thread. Empty jars cost one pointer.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/clock.hpp"

namespace hrp::http {

struct Cookie {
  std::string name;
  std::string value;
  std::string domain;
  std::string path;
  bool host_only = true;
  bool secure = false;
  bool expires = false;
  base::WallTime expires_at{};
};

class CookieJar {
 public:
  // Takes one Set-Cookie field value from a response of `host` to `path`; ignores what RFC 6265
  // says to ignore. At most 180 cookies a host, 4 KiB each.
  void store(std::string_view set_cookie, std::string_view host, std::string_view path,
             base::WallTime now);
  // Appends "a=1; b=2" for a request; nothing when none match.
  void appendTo(std::string& out, std::string_view host, std::string_view path, bool secure,
                base::WallTime now) const;
  [[nodiscard]] bool empty() const { return cookies_ == nullptr || cookies_->empty(); }
  void clear() { cookies_.reset(); }

  // Name and value of a Set-Cookie field, for the `cookies` map of a response.
  static bool parseNameValue(std::string_view set_cookie, std::string_view& name,
                             std::string_view& value);

 private:
  std::unique_ptr<std::vector<Cookie>> cookies_;
};

}  // namespace hrp::http
