#pragma once
// Codec: messages to and from frames. A frame is one MessagePack array [type, data, node_id];
// docs/protocol.md lists the fields. Pure functions. decode() takes any bytes: what is malformed,
// too deep, too large or out of range is an Error that names the field, never a crash.

#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/cluster/messages.hpp"

namespace hrp::cluster {

[[nodiscard]] std::string encode(const Message& message);
[[nodiscard]] base::Result<Message> decode(std::string_view frame);

// The name of a message's type on the wire ("client_ready"), for logs and tests.
[[nodiscard]] std::string_view typeName(const Body& body);

// Compact form of a slice: LEB128 numbers, texts with their length, only the buckets in use.
[[nodiscard]] std::string encodeSlice(const stats::Slice& slice);
[[nodiscard]] base::Result<stats::Slice> decodeSlice(std::string_view bytes);

}  // namespace hrp::cluster
