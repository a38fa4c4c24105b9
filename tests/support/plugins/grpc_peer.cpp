#include "support/plugins/grpc_peer.hpp"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "hrp/base/assert.hpp"

namespace hrp::testing {
namespace {

constexpr std::size_t kHead = 5;

nghttp2_nv copied(std::string_view name, std::string_view value) {
  const auto bytes = [](std::string_view text) {
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

}  // namespace

struct GrpcPeer::Stream {
  std::string path;
  std::string in;
  std::string out;
  bool answered = false;  // its head was sent
  bool ended = false;
  int status = 0;
  std::string text;
};

struct GrpcPeerEvents {
  static GrpcPeer& of(void* user) { return *static_cast<GrpcPeer*>(user); }

  static int onBegin(nghttp2_session* /*raw*/, const nghttp2_frame* frame, void* user) {
    of(user).streams_.emplace(frame->hd.stream_id, std::make_unique<GrpcPeer::Stream>());
    return 0;
  }
  static int onHeader(nghttp2_session* /*raw*/, const nghttp2_frame* frame,
                      const std::uint8_t* name, std::size_t name_size, const std::uint8_t* value,
                      std::size_t value_size, std::uint8_t /*flags*/, void* user) {
    const std::string key(reinterpret_cast<const char*>(name), name_size);
    if (key != ":path") return 0;
    of(user)
        .streams_.at(frame->hd.stream_id)
        ->path.assign(reinterpret_cast<const char*>(value), value_size);
    return 0;
  }
  static int onData(nghttp2_session* /*raw*/, std::uint8_t /*flags*/, std::int32_t stream,
                    const std::uint8_t* data, std::size_t size, void* user) {
    of(user).streams_.at(stream)->in.append(reinterpret_cast<const char*>(data), size);
    return 0;
  }
  static int onFrame(nghttp2_session* /*raw*/, const nghttp2_frame* frame, void* user) {
    GrpcPeer& peer = of(user);
    const auto found = peer.streams_.find(frame->hd.stream_id);
    if (found == peer.streams_.end() || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
    const std::string& in = found->second->in;
    if (in.size() < kHead) return 0;
    peer.serve_(peer, {found->first, found->second->path, in.substr(kHead)});
    return 0;
  }
  static int onClose(nghttp2_session* /*raw*/, std::int32_t stream, std::uint32_t /*code*/,
                     void* user) {
    of(user).streams_.erase(stream);
    return 0;
  }
  static ssize_t read(nghttp2_session* session, std::int32_t id, std::uint8_t* into,
                      std::size_t size, std::uint32_t* flags, nghttp2_data_source* /*source*/,
                      void* user) {
    GrpcPeer::Stream& stream = *of(user).streams_.at(id);
    const std::size_t count = std::min(size, stream.out.size());
    std::memcpy(into, stream.out.data(), count);
    stream.out.erase(0, count);
    if (count > 0 || !stream.ended)
      return count > 0 ? static_cast<ssize_t>(count) : ssize_t{NGHTTP2_ERR_DEFERRED};
    *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
    const std::string status = std::to_string(stream.status);
    std::vector<nghttp2_nv> trailers{copied("grpc-status", status)};
    if (!stream.text.empty()) trailers.push_back(copied("grpc-message", stream.text));
    HRP_ASSERT(nghttp2_submit_trailer(session, id, trailers.data(), trailers.size()) == 0);
    return 0;
  }
};

GrpcPeer::GrpcPeer(Serve serve) : serve_(std::move(serve)) {
  nghttp2_session_callbacks* callbacks = nullptr;
  HRP_ASSERT(nghttp2_session_callbacks_new(&callbacks) == 0);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, GrpcPeerEvents::onBegin);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, GrpcPeerEvents::onHeader);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, GrpcPeerEvents::onData);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, GrpcPeerEvents::onFrame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, GrpcPeerEvents::onClose);
  HRP_ASSERT(nghttp2_session_server_new(&session_, callbacks, this) == 0);
  nghttp2_session_callbacks_del(callbacks);
  HRP_ASSERT(nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0) == 0);
}

GrpcPeer::~GrpcPeer() {
  nghttp2_session_del(session_);
}

bool GrpcPeer::receive(std::string_view bytes) {
  return nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                  bytes.size()) >= 0;
}

std::string GrpcPeer::output() {
  std::string out;
  while (true) {
    const std::uint8_t* bytes = nullptr;
    const ssize_t count = nghttp2_session_mem_send(session_, &bytes);
    if (count <= 0) return out;
    out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
  }
}

void GrpcPeer::sendRaw(std::int32_t id, std::string_view bytes) {
  const auto found = streams_.find(id);
  if (found == streams_.end()) return;
  Stream& stream = *found->second;
  stream.out += bytes;
  if (stream.answered) {
    nghttp2_session_resume_data(session_, id);
    return;
  }
  stream.answered = true;
  const std::vector<nghttp2_nv> head{copied(":status", "200"),
                                     copied("content-type", "application/grpc")};
  const nghttp2_data_provider body{{.ptr = nullptr}, GrpcPeerEvents::read};
  HRP_ASSERT(nghttp2_submit_response(session_, id, head.data(), head.size(), &body) == 0);
}

void GrpcPeer::send(std::int32_t id, std::string_view message) {
  std::string framed(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) framed += static_cast<char>(message.size() >> shift);
  sendRaw(id, framed + std::string(message));
}

void GrpcPeer::end(std::int32_t id, int status, const std::string& text) {
  const auto found = streams_.find(id);
  if (found == streams_.end()) return;
  found->second->ended = true;
  found->second->status = status;
  found->second->text = text;
  sendRaw(id, {});
}

void GrpcPeer::answerHttp(std::int32_t id, const std::string& status) {
  const nghttp2_nv head = copied(":status", status);
  HRP_ASSERT(nghttp2_submit_response(session_, id, &head, 1, nullptr) == 0);
}

void GrpcPeer::reset(std::int32_t id) {
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_INTERNAL_ERROR);
}

std::string textField(unsigned number, std::string_view text) {
  std::string out(1, static_cast<char>(number << 3U | 2U));
  std::size_t left = text.size();
  for (; left > 0x7F; left >>= 7U) out += static_cast<char>(0x80U | (left & 0x7FU));
  out += static_cast<char>(left);
  return out + std::string(text);
}

std::string textIn(std::string_view message, unsigned number) {
  std::string found;
  while (!message.empty()) {
    const unsigned key = static_cast<unsigned char>(message[0]);
    message.remove_prefix(1);
    std::size_t size = 0;
    for (unsigned shift = 0; !message.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(message[0]);
      message.remove_prefix(1);
      size |= std::size_t{byte & 0x7FU} << shift;
      if (byte < 0x80U) break;
    }
    if (key >> 3U == number) found = message.substr(0, size);
    message.remove_prefix(std::min(size, message.size()));
  }
  return found;
}

}  // namespace hrp::testing
