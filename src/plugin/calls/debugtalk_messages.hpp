#pragma once
// The messages of a debugtalk.bin, in protocol buffers' encoding (protobuf.dev/programming-guides/
// encoding): the service proto.DebugTalk of HttpRunner's funplugin and the services of HashiCorp's
// go-plugin that every such program has. Pure; views stay in the bytes that were given. What is not
// known is passed over, as the encoding wants; what is malformed is kParse.

#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::plugin {

inline constexpr std::string_view kGetNamesPath = "/proto.DebugTalk/GetNames";
inline constexpr std::string_view kCallPath = "/proto.DebugTalk/Call";
inline constexpr std::string_view kStdioPath = "/plugin.GRPCStdio/StreamStdio";
inline constexpr std::string_view kShutdownPath = "/plugin.GRPCController/Shutdown";

inline constexpr std::size_t kMaxNames = 10'000;

// CallRequest: name = 1, args = 2, the arguments as a JSON list; bytes in them become text in
// base64, as Go writes them. kFunction when they are larger than `most` bytes.
[[nodiscard]] base::Result<std::string> encodeCallRequest(const std::string& name,
                                                          const expression::Value& arguments,
                                                          std::size_t most);
// GetNamesResponse: names = 1; sorted, each once, at most kMaxNames.
[[nodiscard]] base::Result<std::vector<std::string>> decodeNames(std::string_view message);
// CallResponse: value = 1, JSON; no bytes at all is null. kFunction for a whole number that does
// not fit 64 bits.
[[nodiscard]] base::Result<expression::Value> decodeCallResponse(std::string_view message,
                                                                 const std::string& name);
// StdioData: channel = 1, data = 2: what the program printed.
[[nodiscard]] base::Result<std::string_view> decodePrinted(std::string_view message);

}  // namespace hrp::plugin
