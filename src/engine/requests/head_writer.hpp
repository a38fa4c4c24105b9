#pragma once
// HeadWriter: writes the head of a request, up to where its cookies go: first line and Host, then
// the fields that are added. The one way in which heads are put together, also those that a
// redirect or a hook changes.

#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "engine/requests/text_writer.hpp"
#include "hrp/http/url.hpp"

namespace hrp::engine {

struct HeadStart {
  std::string_view method;
  const http::Url& url;
  std::string_view host;  // what its field says
};

class HeadWriter final : public TextWriter {
 public:
  // What fieldBytes() counts of fields that hrp adds itself: their names and short values.
  static constexpr std::size_t kOwnFieldBytes = 256;
  [[nodiscard]] static std::size_t fieldBytes(std::string_view name, std::string_view value) {
    return name.size() + value.size() + 4;
  }

  // Replaces `text`, which must outlive this; `field_bytes`: of all that is added, at most.
  HeadWriter(std::string& text, const HeadStart& start, std::size_t field_bytes)
      : TextWriter(text, kStartBytes + start.method.size() + start.url.path.size() +
                             start.url.query.size() + start.host.size() + field_bytes) {
    add(start.method);
    add(" ");
    if (!start.url.path.starts_with('/')) add("/");
    add(start.url.path);
    if (start.url.has_query) {
      add("?");
      add(start.url.query);
    }
    add(" HTTP/1.1\r\n");
    addField("Host", start.host);
  }
  void addLength(std::uint64_t body_bytes) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), body_bytes).ptr;
    addField("Content-Length", {digits.data(), end});
  }

 private:
  static constexpr std::size_t kStartBytes = 32;  // beside what is given
};

}  // namespace hrp::engine
