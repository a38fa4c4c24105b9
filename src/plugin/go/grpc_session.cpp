#include "plugin/go/grpc_session.hpp"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "hrp/base/assert.hpp"

namespace hrp::plugin {
namespace {

constexpr std::size_t kMessageHead = 5;  // a byte of flags, four of length
// What a peer may send before it has to wait for us.
constexpr std::int32_t kCallWindow = 4 << 20;
constexpr std::int32_t kSessionWindow = 64 << 20;

std::string_view bytesOf(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// grpc-message is percent-encoded.
std::string decodeStatusText(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size() && out.size() < GrpcSession::kMaxStatusText; ++i) {
    unsigned char byte = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && text.size() - i > 2 &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// Lives as long as the session: the text is that of a constant or of the caller.
nghttp2_nv field(std::string_view name, std::string_view value) {
  const auto bytes = [](std::string_view text) {
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE};
}

}  // namespace

struct GrpcSession::Call {
  std::string out;  // the framed request
  std::size_t sent = 0;
  std::string in;    // of the message that is coming
  std::string http;  // ":status"
  GrpcStatus status{-1, {}};
  std::string failure;  // ours, of what the peer sent
};

// What nghttp2 calls.
struct GrpcFrames {
  static GrpcSession& of(void* user) { return *static_cast<GrpcSession*>(user); }

  static int onHeader(nghttp2_session* /*raw*/, const nghttp2_frame* frame,
                      const std::uint8_t* name, std::size_t name_size, const std::uint8_t* value,
                      std::size_t value_size, std::uint8_t /*flags*/, void* user) {
    GrpcSession::Call* call = of(user).find(frame->hd.stream_id);
    if (call == nullptr) return 0;
    const std::string_view key = bytesOf(name, name_size);
    const std::string_view text = bytesOf(value, value_size);
    if (key == ":status") call->http = text.substr(0, 3);
    if (key == "grpc-message") call->status.message = decodeStatusText(text);
    if (key == "grpc-status") {
      int code = -1;
      const auto read = std::from_chars(text.data(), text.data() + text.size(), code);
      call->status.code = read.ec == std::errc() && code >= 0 ? code : -1;
    }
    return 0;
  }

  static int onData(nghttp2_session* /*raw*/, std::uint8_t /*flags*/, std::int32_t stream,
                    const std::uint8_t* data, std::size_t size, void* user) {
    GrpcSession& session = of(user);
    GrpcSession::Call* call = session.find(stream);
    if (call == nullptr || !call->failure.empty()) return 0;
    call->in.append(bytesOf(data, size));
    session.takeMessages(stream, *call);
    return 0;
  }

  static int onClose(nghttp2_session* /*raw*/, std::int32_t stream, std::uint32_t code,
                     void* user) {
    of(user).finish(stream, code);
    return 0;
  }

  // nghttp2 ends a connection whose peer broke the protocol with a GOAWAY that says why.
  static int onFrameSent(nghttp2_session* /*raw*/, const nghttp2_frame* frame, void* user) {
    if (frame->hd.type != NGHTTP2_GOAWAY || frame->goaway.error_code == NGHTTP2_NO_ERROR) return 0;
    of(user).broken_ = true;
    if (of(user).complaint_.empty()) {
      of(user).complaint_ = nghttp2_http2_strerror(frame->goaway.error_code);
    }
    return 0;
  }

  static int onError(nghttp2_session* /*raw*/, int /*code*/, const char* text, std::size_t size,
                     void* user) {
    constexpr std::size_t kMost = 200;
    of(user).complaint_.assign(text, std::min(size, kMost));
    return 0;
  }

  static ssize_t readMessage(nghttp2_session* /*raw*/, std::int32_t stream, std::uint8_t* into,
                             std::size_t size, std::uint32_t* flags,
                             nghttp2_data_source* /*source*/, void* user) {
    GrpcSession::Call* call = of(user).find(stream);
    if (call == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    const std::size_t count = std::min(size, call->out.size() - call->sent);
    std::copy_n(call->out.data() + call->sent, count, into);
    call->sent += count;
    if (call->sent == call->out.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
  }
};

namespace {

struct GrpcSetup {
  GrpcSetup() {
    HRP_ASSERT(nghttp2_session_callbacks_new(&callbacks) == 0 && nghttp2_option_new(&options) == 0);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, GrpcFrames::onHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, GrpcFrames::onData);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, GrpcFrames::onClose);
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, GrpcFrames::onFrameSent);
    nghttp2_session_callbacks_set_error_callback2(callbacks, GrpcFrames::onError);
    nghttp2_option_set_no_closed_streams(options, 1);
  }
  ~GrpcSetup() {
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_option_del(options);
  }
  GrpcSetup(const GrpcSetup&) = delete;
  GrpcSetup& operator=(const GrpcSetup&) = delete;
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_option* options = nullptr;
};

}  // namespace

GrpcSession::GrpcSession(GrpcEvents& events, std::int32_t first_call) : events_(events) {
  static const GrpcSetup kSetup;
  constexpr std::array<nghttp2_settings_entry, 2> kSettings{
      {{NGHTTP2_SETTINGS_ENABLE_PUSH, 0}, {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kCallWindow}}};
  HRP_ASSERT(nghttp2_session_client_new2(&session_, kSetup.callbacks, this, kSetup.options) == 0);
  HRP_ASSERT(nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, kSettings.data(),
                                     kSettings.size()) == 0);
  HRP_ASSERT(
      nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, kSessionWindow) == 0);
  HRP_ASSERT(nghttp2_session_set_next_stream_id(session_, first_call) == 0);
}

GrpcSession::~GrpcSession() {
  calls_.clear();  // nothing is told any more
  nghttp2_session_del(session_);
}

GrpcSession::Call* GrpcSession::find(std::int32_t number) {
  const auto found = calls_.find(number);
  return found == calls_.end() ? nullptr : found->second.get();
}

std::int32_t GrpcSession::start(std::string_view path, std::string_view message) {
  HRP_ASSERT(message.size() <= kMaxMessage);
  if (nghttp2_session_get_next_stream_id(session_) > std::uint32_t{kLastCall}) return 0;
  const std::array<nghttp2_nv, 6> fields{{field(":method", "POST"), field(":scheme", "http"),
                                          field(":path", path), field(":authority", "localhost"),
                                          field("content-type", "application/grpc"),
                                          field("te", "trailers")}};
  const nghttp2_data_provider body{{.ptr = nullptr}, GrpcFrames::readMessage};
  const std::int32_t number =
      nghttp2_submit_request(session_, nullptr, fields.data(), fields.size(), &body, nullptr);
  if (number < 0) return 0;
  auto call = std::make_unique<Call>();
  const std::size_t size = message.size();
  call->out.reserve(kMessageHead + size);
  call->out += '\0';  // not compressed
  for (unsigned shift = 32; shift > 0; shift -= 8) {
    call->out += static_cast<char>(size >> (shift - 8) & 0xFFU);
  }
  call->out += message;
  calls_.emplace(number, std::move(call));
  return number;
}

void GrpcSession::cancel(std::int32_t number) {
  if (calls_.erase(number) == 0) return;
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, number, NGHTTP2_CANCEL);
}

base::Result<> GrpcSession::receive(std::string_view bytes) {
  const ssize_t taken = nghttp2_session_mem_recv(
      session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (taken >= 0) return {};
  return base::fail(base::ErrorCode::kParse, std::string("it does not keep to HTTP/2: ") +
                                                 nghttp2_strerror(static_cast<int>(taken)));
}

base::Result<> GrpcSession::takeOutput(std::string& out, std::size_t most) {
  while (out.size() < most) {
    const std::uint8_t* bytes = nullptr;
    const ssize_t count = nghttp2_session_mem_send(session_, &bytes);
    if (count <= 0) break;
    out.append(bytesOf(bytes, static_cast<std::size_t>(count)));
  }
  if (!broken_) return {};
  return base::fail(base::ErrorCode::kParse, "it does not keep to HTTP/2: " + complaint_);
}

bool GrpcSession::wantsToSend() const {
  return nghttp2_session_want_write(session_) != 0;
}

// False: the call has failed.
bool GrpcSession::takeMessages(std::int32_t number, Call& call) {
  std::string_view rest = call.in;
  while (rest.size() >= kMessageHead) {
    std::size_t length = 0;
    for (std::size_t i = 1; i < kMessageHead; ++i) {
      length = (length << 8U) | static_cast<unsigned char>(rest[i]);
    }
    if (rest[0] != '\0') return fail(number, call, "its answer is compressed");
    if (length > kMaxMessage) return fail(number, call, "its answer is larger than 64 MiB");
    if (rest.size() - kMessageHead < length) break;
    events_.onMessage(number, rest.substr(kMessageHead, length));
    // Whoever got the message may have cancelled the call.
    if (find(number) != &call) return false;
    rest.remove_prefix(kMessageHead + length);
  }
  call.in.erase(0, call.in.size() - rest.size());
  return true;
}

bool GrpcSession::fail(std::int32_t number, Call& call, std::string reason) {
  call.failure = std::move(reason);
  call.in = {};
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, number, NGHTTP2_CANCEL);
  return false;
}

void GrpcSession::finish(std::int32_t number, std::uint32_t http2_code) {
  const auto found = calls_.find(number);
  if (found == calls_.end()) return;
  const std::unique_ptr<Call> call = std::move(found->second);
  calls_.erase(found);
  GrpcStatus status = std::move(call->status);
  if (!call->failure.empty()) {
    status = {-1, call->failure};
  } else if (status.code < 0 && http2_code != NGHTTP2_NO_ERROR) {
    status.message = std::string("it reset the call: ") + nghttp2_http2_strerror(http2_code);
  } else if (status.code < 0 && !call->http.empty() && call->http != "200") {
    status.message = "it answered with the HTTP status " + call->http;
  } else if (status.code < 0) {
    status.message = "it answered without a status";
  } else if (status.good() && !call->in.empty()) {
    status = {-1, "its answer is cut short"};
  }
  events_.onEnd(number, status);
}

}  // namespace hrp::plugin
