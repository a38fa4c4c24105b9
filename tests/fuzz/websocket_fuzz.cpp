// Fuzzes FrameDecoder: whatever a server sends decodes to the same however it is cut, within the
// bound, and text is UTF-8.

#include <cstdlib>
#include <string>
#include <vector>

#include "hrp/http/websocket.hpp"
#include "http/websocket/websocket_frame.hpp"

namespace {

using hrp::http::FrameDecoder;
using Event = FrameDecoder::Event;

constexpr std::uint64_t kLimit = 4096;

struct Decoded {
  Event event;
  std::string text;  // the payload, or what was wrong
  int status;
  bool operator==(const Decoded&) const = default;
};

std::vector<Decoded> decode(std::string_view bytes, std::size_t piece) {
  FrameDecoder decoder(kLimit);
  std::vector<Decoded> events;
  while (!bytes.empty()) {
    // A copy of its own, so that a read beyond it is seen.
    const std::string copy(bytes.substr(0, piece));
    bytes.remove_prefix(copy.size());
    std::string_view data = copy;
    while (!data.empty()) {
      const Event event = decoder.next(data);
      if (event == Event::kNeedMore) {
        if (!data.empty()) std::abort();
        continue;
      }
      const bool failed = event == Event::kFailed;
      const std::string_view text = failed ? decoder.error() : decoder.payload();
      if (!failed && text.size() > kLimit) std::abort();
      if (event == Event::kText && !hrp::http::isUtf8(text)) std::abort();
      events.push_back({event, std::string(text), failed ? decoder.closeCode() : 0});
      if (failed) return events;
    }
  }
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = 1 + data[0] % 64;
  if (decode(bytes, piece) != decode(bytes, bytes.size() + 1)) std::abort();
  std::string frame;
  hrp::http::appendFrame(frame, hrp::http::Opcode::kBinary, bytes, 0x01020304U * data[0]);
  if (frame.size() < bytes.size() + 6) std::abort();
  return 0;
}
