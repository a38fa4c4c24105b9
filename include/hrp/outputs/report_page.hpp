#pragma once
// Report page: one HTML file that shows a run, or the comparison of two, without a network. Its
// scripts and its style are allowed by their hashes and nothing else is (Content-Security-Policy
// inside); the data is only ever shown as text. Pure; any thread.

#include <string>
#include <string_view>

namespace hrp::outputs {

// `json` is a document as docs/report-data.md describes it. It is written into the page as it is,
// or packed by gzip where it is larger than 64 KiB: browsers since 2023 can unpack it.
[[nodiscard]] std::string reportPage(std::string_view json);

}  // namespace hrp::outputs
