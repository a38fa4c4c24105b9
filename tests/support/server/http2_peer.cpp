#include "support/server/http2_peer.hpp"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

#include "support/server/http2_frames.hpp"

namespace hrp::testing {
namespace {

using TextFields = std::vector<std::pair<std::string, std::string>>;

std::string_view viewOf(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

std::vector<nghttp2_nv> nvOf(const TextFields& fields) {
  const auto bytes = [](const std::string& text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  std::vector<nghttp2_nv> out;
  for (const auto& [name, value] : fields) {
    out.push_back({bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
  }
  return out;
}

// One head of an HTTP/1.1 response, taken off the front of `bytes`.
TextFields takeHead(std::string_view& bytes, bool& chunked) {
  TextFields fields{{":status", std::string(bytes.substr(9, 3))}};
  const std::size_t end = bytes.find("\r\n\r\n");
  std::string_view lines = bytes.substr(0, end + 2);
  bytes.remove_prefix(std::min(end + 4, bytes.size()));
  for (std::size_t at = lines.find("\r\n") + 2; at < lines.size();) {
    const std::size_t line_end = lines.find("\r\n", at);
    const std::string_view line = lines.substr(at, line_end - at);
    at = line_end + 2;
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, colon);
    chunked = chunked || name == "Transfer-Encoding";
    if (name == "Transfer-Encoding" || name == "Connection") continue;
    fields.emplace_back(name, line.substr(colon + 2));
  }
  return fields;
}

std::string unchunked(std::string_view bytes) {
  std::string out;
  for (;;) {
    std::size_t size = 0;
    std::from_chars(bytes.data(), bytes.data() + bytes.size(), size, 16);
    const std::size_t line_end = bytes.find("\r\n");
    if (size == 0 || line_end == std::string_view::npos) return out;
    bytes.remove_prefix(line_end + 2);
    out += bytes.substr(0, size);
    bytes.remove_prefix(std::min(size + 2, bytes.size()));
  }
}

}  // namespace

struct Http2Peer::Stream {
  TextFields headers;
  std::string method;
  std::string target;
  std::string body;
  std::string reply;
  std::size_t replied = 0;
  bool answered = false;
};

struct Http2PeerEvents {
  static Http2Peer& of(void* user) { return *static_cast<Http2Peer*>(user); }

  static Http2Peer::Stream* streamOf(void* user, std::int32_t id) {
    auto& streams = of(user).streams_;
    const auto at = streams.find(id);
    return at == streams.end() ? nullptr : at->second.get();
  }

  static int onBegin(nghttp2_session* /*raw*/, const nghttp2_frame* frame, void* user) {
    of(user).streams_.emplace(frame->hd.stream_id, std::make_unique<Http2Peer::Stream>());
    return 0;
  }

  static int onHeader(nghttp2_session* /*raw*/, const nghttp2_frame* frame,
                      const std::uint8_t* name_data, std::size_t name_size,
                      const std::uint8_t* value_data, std::size_t value_size,
                      std::uint8_t /*flags*/, void* user) {
    Http2Peer::Stream* stream = streamOf(user, frame->hd.stream_id);
    if (stream == nullptr) return 0;
    const std::string_view name = viewOf(name_data, name_size);
    const std::string value(viewOf(value_data, value_size));
    if (name == ":method") {
      stream->method = value;
    } else if (name == ":path") {
      stream->target = value;
    } else if (name == ":authority") {
      stream->headers.emplace_back("host", value);
    } else if (!name.starts_with(':')) {
      stream->headers.emplace_back(name, value);
    }
    return 0;
  }

  static int onData(nghttp2_session* /*raw*/, std::uint8_t /*flags*/, std::int32_t id,
                    const std::uint8_t* data, std::size_t size, void* user) {
    Http2Peer::Stream* stream = streamOf(user, id);
    if (stream != nullptr) stream->body += viewOf(data, size);
    return 0;
  }

  static int onFrame(nghttp2_session* /*raw*/, const nghttp2_frame* frame, void* user) {
    const nghttp2_frame_hd& head = frame->hd;
    Http2Peer::Stream* stream = streamOf(user, head.stream_id);
    if (stream == nullptr || stream->answered) return 0;
    const bool carries = head.type == NGHTTP2_HEADERS || head.type == NGHTTP2_DATA;
    if (!carries) return 0;
    const bool ended = (head.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    if (ended || stream->target == "/h2/early") {
      stream->answered = true;
      of(user).complete_.push_back(head.stream_id);
    }
    return 0;
  }

  static int onClose(nghttp2_session* /*raw*/, std::int32_t id, std::uint32_t /*code*/,
                     void* user) {
    of(user).streams_.erase(id);
    return 0;
  }

  static ssize_t readReply(nghttp2_session* /*raw*/, std::int32_t /*id*/, std::uint8_t* into,
                           std::size_t size, std::uint32_t* flags, nghttp2_data_source* source,
                           void* /*user*/) {
    auto& stream = *static_cast<Http2Peer::Stream*>(source->ptr);
    const std::size_t count = std::min(size, stream.reply.size() - stream.replied);
    std::memcpy(into, stream.reply.data() + stream.replied, count);
    stream.replied += count;
    if (stream.replied == stream.reply.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
  }
};

Http2Peer::Http2Peer(Answer answer) : answer_(std::move(answer)) {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, Http2PeerEvents::onBegin);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, Http2PeerEvents::onHeader);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Http2PeerEvents::onData);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Http2PeerEvents::onFrame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Http2PeerEvents::onClose);
  nghttp2_session_server_new(&session_, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
}

Http2Peer::~Http2Peer() {
  nghttp2_session_del(session_);
}

Http2Peer::Then Http2Peer::take(std::string& in, std::string& out) {
  out_ = &out;
  const std::string bytes = std::exchange(in, {});
  const ssize_t taken = nghttp2_session_mem_recv(
      session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  // Not from nghttp2's callbacks, because the frames that lie go out past it.
  for (const std::int32_t id : std::exchange(complete_, {})) {
    const auto at = streams_.find(id);
    if (at != streams_.end()) respond(id, *at->second);
  }
  flush();
  out_ = nullptr;
  if (taken < 0 || nghttp2_session_want_read(session_) == 0) return Then::kClose;
  return then_;
}

void Http2Peer::flush() {
  const std::uint8_t* data = nullptr;
  for (;;) {
    const ssize_t count = nghttp2_session_mem_send(session_, &data);
    if (count <= 0) return;
    *out_ += viewOf(data, static_cast<std::size_t>(count));
  }
}

void Http2Peer::respond(std::int32_t id, Stream& stream) {
  ++requests_;
  ServerRequest request;
  request.method = stream.method;
  request.target = stream.target;
  const std::string_view target = stream.target;
  const std::size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  request.query = target.substr(std::min(mark + 1, target.size()));
  for (const auto& [name, value] : stream.headers) request.headers.emplace_back(name, value);
  request.body = stream.body;
  request.number_on_connection = requests_;
  ServerReply reply;
  answer_(request, reply);
  // What nghttp2 has to say goes out before what is written past it.
  if (request.path.starts_with("/h2/")) {
    flush();
    if (misbehave(static_cast<std::uint32_t>(id), request.path)) return;
  }
  if (reply.then == ServerReply::Then::kNothing) return;
  if (!reply.bytes.starts_with("HTTP/1.1 ")) {
    then_ = reply.then == ServerReply::Then::kReset ? Then::kReset : Then::kClose;
    return;
  }
  submit(id, stream, reply.bytes);
}

void Http2Peer::submit(std::int32_t id, Stream& stream, std::string_view bytes) {
  bool chunked = false;
  for (;;) {
    const TextFields head = takeHead(bytes, chunked);
    const std::vector<nghttp2_nv> fields = nvOf(head);
    if (head.front().second.starts_with('1')) {
      nghttp2_submit_headers(session_, NGHTTP2_FLAG_NONE, id, nullptr, fields.data(), fields.size(),
                             nullptr);
      continue;
    }
    stream.reply = chunked ? unchunked(bytes) : std::string(bytes);
    if (stream.method == "HEAD") stream.reply.clear();
    nghttp2_data_provider body{{.ptr = &stream}, Http2PeerEvents::readReply};
    nghttp2_submit_response(session_, id, fields.data(), fields.size(),
                            stream.reply.empty() ? nullptr : &body);
    return;
  }
}

// False: there is an ordinary answer.
bool Http2Peer::misbehave(std::uint32_t id, std::string_view path) {
  const h2::Fields ok{{":status", "200"}};
  const h2::Fields three{{":status", "200"}, {"content-length", "3"}};
  const std::string good = h2::headers(id, three) + h2::data(id, "abc", h2::kEndStream);
  const std::string_view name = path.substr(4);
  std::string& out = *out_;
  if (name == "close" || name == "close-body" || name == "calm") then_ = Then::kClose;
  if (name == "refuse" || (name == "refuse-later" && id > 1)) {
    out += h2::rstStream(id, NGHTTP2_REFUSED_STREAM);
  } else if (name == "goaway-now" || (name == "goaway-later" && id > 1)) {
    out += h2::goAway(id > 1 ? id - 2 : 0, NGHTTP2_NO_ERROR);
  } else if (name == "refuse-later" || name == "goaway-later") {
    out += good;
  } else if (name == "reset") {
    out += h2::rstStream(id, NGHTTP2_INTERNAL_ERROR);
  } else if (name == "reset-body") {
    out += h2::headers(id, ok) + h2::data(id, "ab") + h2::rstStream(id, NGHTTP2_INTERNAL_ERROR);
  } else if (name == "goaway") {
    out += good + h2::goAway(id, NGHTTP2_NO_ERROR);
  } else if (name == "goaway-before") {
    out += h2::goAway(id, NGHTTP2_NO_ERROR) + good;
  } else if (name == "calm") {
    out += h2::goAway(id, NGHTTP2_ENHANCE_YOUR_CALM);
  } else if (name == "close-body") {
    out += h2::headers(id, three) + h2::data(id, "ab");
  } else if (name == "stall") {
    out += h2::headers(id, three);
  } else if (name == "short") {
    out += h2::headers(id, three) + h2::data(id, "ab", h2::kEndStream);
  } else if (name == "long") {
    out += h2::headers(id, three) + h2::data(id, "abcd", h2::kEndStream);
  } else if (name == "push") {
    out += h2::frame({h2::kPushPromise, h2::kEndHeaders}, id, h2::number(2, 4) + h2::block(ok));
  } else if (name == "pings") {
    for (int i = 0; i < 2000; ++i) out += h2::ping();
  } else if (name == "empty") {
    out += h2::headers(id, ok);
    for (int i = 0; i < 150'000; ++i) out += h2::data(id, "");
  } else if (name == "early") {
    out += h2::headers(id, {{":status", "413"}}, h2::kEndStream);
  } else if (name == "interim") {
    out += h2::headers(id, {{":status", "103"}, {"link", "x"}}) + good;
  } else if (name == "trailers") {
    out +=
        h2::headers(id, ok) + h2::data(id, "abc") + h2::headers(id, {{"t", "1"}}, h2::kEndStream);
  } else if (name == "garbage") {
    out += "this is no frame of HTTP/2";
  } else {
    return name == "close";
  }
  return true;
}

}  // namespace hrp::testing
