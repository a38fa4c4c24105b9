#pragma once
// ShownBody: what people get to see of a request's or response's body. Text, JSON, XML and forms
// are shown, JSON indented, long ones cut; of anything else only the size and the type. Pure; any
// thread.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/stats/case_record.hpp"

namespace hrp::outputs {

struct ShownBody {
  std::string text;  // valid UTF-8, may hold control characters; empty when nothing is shown
  std::string note;  // "1024 bytes of image/png, not shown", "… 500 more bytes"; may be empty
};

[[nodiscard]] ShownBody shownBody(const std::vector<stats::NamedText>& headers,
                                  std::string_view body, std::size_t most_bytes);

// The value of the first header with that name in any case; empty when there is none.
[[nodiscard]] std::string_view headerValue(const std::vector<stats::NamedText>& headers,
                                           std::string_view name);

// text/*, JSON, XML and url-encoded forms; of a body without a type what is plain UTF-8.
[[nodiscard]] bool isReadable(std::string_view content_type, std::string_view body);
[[nodiscard]] bool isJsonType(std::string_view content_type);

// `text` without a character that `most_bytes` would cut through.
[[nodiscard]] std::string_view cutText(std::string_view text, std::size_t most_bytes);

}  // namespace hrp::outputs
