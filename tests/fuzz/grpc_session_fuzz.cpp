// Fuzzes GrpcSession and the messages of a debugtalk.bin: whatever a peer sends, in one piece or
// byte by byte, each call ends at most once and has no message after that, what is told stays
// bounded, and the session can be used until it says that it is broken.

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>

#include "plugin/calls/debugtalk_messages.hpp"
#include "plugin/go/grpc_session.hpp"

namespace {

using hrp::plugin::GrpcEvents;
using hrp::plugin::GrpcSession;
using hrp::plugin::GrpcStatus;

class GrpcOutcome final : public GrpcEvents {
 public:
  void onMessage(std::int32_t call, std::string_view message) override {
    if (ends.contains(call)) std::abort();
    messages[call] += std::string(message) + "|";
    static_cast<void>(hrp::plugin::decodeNames(message));
    static_cast<void>(hrp::plugin::decodePrinted(message));
    static_cast<void>(hrp::plugin::decodeCallResponse(message, "f"));
  }
  void onEnd(std::int32_t call, const GrpcStatus& status) override {
    if (status.message.size() > GrpcSession::kMaxStatusText + 100) std::abort();
    if (!ends.emplace(call, std::to_string(status.code) + status.message).second) std::abort();
  }
  std::map<std::int32_t, std::string> messages;
  std::map<std::int32_t, std::string> ends;
};

bool drainGrpc(GrpcSession& session) {
  for (int turn = 0; turn < 1000; ++turn) {
    std::string out;
    if (!session.takeOutput(out, 1 << 16)) return false;
    if (out.empty()) return true;
  }
  std::abort();
}

void readGrpc(std::string_view bytes, std::size_t piece) {
  GrpcOutcome outcome;
  GrpcSession session(outcome);
  for (const char* message : {"", "one", "two"}) {
    if (session.start(hrp::plugin::kCallPath, message) == 0) std::abort();
  }
  bool good = drainGrpc(session);
  while (good && !bytes.empty()) {
    // A copy of its own, so that a read beyond it is seen.
    const std::string copy(bytes.substr(0, piece));
    bytes.remove_prefix(copy.size());
    good = session.receive(copy).has_value() && drainGrpc(session);
  }
  session.cancel(1);
  static_cast<void>(session.start(hrp::plugin::kShutdownPath, ""));
  static_cast<void>(drainGrpc(session));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(hrp::plugin::decodeNames(text));
  static_cast<void>(hrp::plugin::decodeCallResponse(text, "f"));
  readGrpc(text, 1);
  readGrpc(text, text.size() + 1);
  return 0;
}
