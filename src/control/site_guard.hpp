#pragma once
// SiteGuard: keeps web pages that are open in somebody's browser from changing a run. Pure; any
// thread may call it once it is made.
//
// What a browser tells of a page differs: Sec-Fetch-Site (only to https and loopback addresses),
// Origin (never with an image's GET), Referer (a page can leave it out). So a request that changes
// a run has to pass each rule:
//
// 1. Host names this master: an address, localhost, a name of the machine, or one that it was told.
//    Any other name may be one that was rebound to its address, whose page counts as the same site.
// 2. None of Sec-Fetch-Site, Origin and Referer names another site.
// 3. A GET that has none of them, and whose User-Agent or Accept is a browser's, is refused: it may
//    be an image of any page. Scripts that look like a browser use POST, which browsers mark.
//
// Sources: Fetch Metadata (W3C), the Fetch standard ("Origin header"), RFC 9110 7.2.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hrp::control {

// The headers that say where a request comes from; empty: not sent.
struct RequestSite {
  std::string method{};
  std::string host{};
  std::string origin{};
  std::string fetch_site{};
  std::string referer{};
  std::string user_agent{};
  std::string accept{};
};

class SiteGuard {
 public:
  // `names`: what the machine is called, and what it was told (--api-host).
  explicit SiteGuard(const std::vector<std::string>& names);

  // Why a request that changes a run is refused, with the cure; empty: it may.
  [[nodiscard]] std::optional<std::string> refusal(const RequestSite& site) const;

 private:
  [[nodiscard]] bool isOurs(std::string_view host) const;

  std::vector<std::string> names_;  // in lower case, without a dot at the end
};

// The names that reach the machine itself: its host name, that up to the first dot, and that in
// the zone of multicast DNS.
[[nodiscard]] std::vector<std::string> machineNames();

}  // namespace hrp::control
