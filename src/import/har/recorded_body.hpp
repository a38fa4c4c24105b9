#pragma once
// RecordedBody: the bytes of a request as a recording kept them: as text, as base64, in a file
// beside it (Playwright), one character for each byte (mitmproxy), or only as the fields of a form.
// Pure but for `files`.

#include <optional>
#include <string>
#include <vector>

#include "import/converters.hpp"

namespace hrp::import {

struct RecordedBody {
  std::optional<std::string> bytes;  // none: there is no body, or it was not kept
  std::string type;                  // as recorded
  std::vector<std::string> notes;
};

// `request` is that of an entry.
[[nodiscard]] RecordedBody recordedBody(const OrderedValue& request, const Source& source);

// The value of a header in any case; empty: there is none.
[[nodiscard]] std::string recordedHeader(const OrderedValue& message, std::string_view name);

}  // namespace hrp::import
