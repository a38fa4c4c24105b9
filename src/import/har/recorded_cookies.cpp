#include "import/har/recorded_cookies.hpp"

#include <algorithm>

#include "import/ordered_access.hpp"
#include "import/request_writer.hpp"

namespace hrp::import {
namespace {

std::string_view trimmedPiece(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view nextPiece(std::string_view& rest, char end) {
  const std::size_t at = std::min(rest.find(end), rest.size());
  const std::string_view piece = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return trimmedPiece(piece);
}

}  // namespace

bool RecordedCookies::isSetFor(std::string_view name, std::string_view host) const {
  const auto found = domains_.find(name);
  if (found == domains_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [host](const std::string& domain) {
    const bool below = host.size() > domain.size() && host.ends_with(domain) &&
                       host[host.size() - domain.size() - 1] == '.';
    return host == domain || below;
  });
}

std::string RecordedCookies::keptIn(std::string_view cookies, std::string_view host) {
  std::string kept;
  while (!cookies.empty()) {
    const std::string_view pair = nextPiece(cookies, ';');
    const std::string_view name = pair.substr(0, pair.find('='));
    if (pair.empty() || isSetFor(name, host)) continue;
    foreign_.emplace(name);
    if (!kept.empty()) kept += "; ";
    kept += pair;
  }
  return kept;
}

void RecordedCookies::addResponse(const OrderedValue& response, std::string_view host) {
  for (const OrderedValue& header : listIn(response, "headers")) {
    if (!sameName(textIn(header, "name"), "Set-Cookie")) continue;
    const std::string value = textIn(header, "value");
    // Some recorders join the fields of a name with line breaks.
    std::string_view lines = value;
    while (!lines.empty()) {
      std::string_view line = nextPiece(lines, '\n');
      const std::string_view pair = nextPiece(line, ';');
      std::string domain(host);
      while (!line.empty()) {
        std::string_view attribute = nextPiece(line, ';');
        if (!sameName(nextPiece(attribute, '='), "Domain") || attribute.empty()) continue;
        domain = attribute.starts_with('.') ? attribute.substr(1) : attribute;
      }
      if (!pair.empty()) domains_[std::string(pair.substr(0, pair.find('=')))].insert(domain);
    }
  }
}

}  // namespace hrp::import
