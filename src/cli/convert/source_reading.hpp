#pragma once
// SourceReading: what the readers of other tools' files need of the process: standard input,
// whether a person sits there, the time; and how their notes are shown.

#include <string>
#include <string_view>
#include <vector>

#include "hrp/import/convert.hpp"

namespace hrp::cli {

// For a curl command on hrp's own command line: what it reads from standard input is hrp's.
[[nodiscard]] import::ReadOptions curlReading();
// For files, which have to hold all that they mean.
[[nodiscard]] import::ReadOptions fileReading();

// Each as "hrp: note: …" on standard error.
void printNotes(const std::vector<std::string>& notes);

}  // namespace hrp::cli
