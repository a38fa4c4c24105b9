#pragma once
// Frames between hrp and python_host.py, which describes them: a length (4 bytes, big endian, of
// what follows), a call number (8 bytes) and JSON. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/expression/custom_function.hpp"
#include "plugin/calls/traceback_log.hpp"
#include "plugin/host/function_host.hpp"

namespace hrp::plugin {

inline constexpr std::size_t kMaxFrameBytes = (64U << 20U) + 64;

struct Frame {
  std::uint64_t number = 0;
  std::string_view body;
};

// Takes the first whole frame off `bytes`; empty when it is not complete yet. kParse for a length
// that no frame has.
[[nodiscard]] base::Result<std::optional<Frame>> takeFrame(std::string_view& bytes);

// The frame that tells an interpreter which file to import, and the folder of copies.
[[nodiscard]] std::string encodeSource(const std::string& file, const std::string& copies);
// kFunction for arguments that are too large.
[[nodiscard]] base::Result<std::string> encodeCall(std::uint64_t number, const std::string& name,
                                                   const expression::Value& arguments);

// The answer to the source. kFunction with "FILE:LINE: TYPE: message" when it could not be
// imported, kParse when it is malformed. A traceback goes to the log.
[[nodiscard]] base::Result<Hello> decodeHello(std::string_view body, const std::string& file,
                                              TracebackLog& tracebacks);

// The answer to a call. kFunction when the function failed, kParse when it is malformed.
[[nodiscard]] base::Result<expression::Value> decodeAnswer(std::string_view body,
                                                           const std::string& name,
                                                           const std::string& file,
                                                           TracebackLog& tracebacks);

}  // namespace hrp::plugin
