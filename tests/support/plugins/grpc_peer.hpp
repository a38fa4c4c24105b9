#pragma once
// GrpcPeer: the server's side of one gRPC connection, by nghttp2, without a socket. What it is
// asked goes to a function, which may answer at once, later or never.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

struct nghttp2_session;

namespace hrp::testing {

class GrpcPeer {
 public:
  struct Ask {
    std::int32_t stream = 0;
    std::string path;
    std::string message;
  };
  using Serve = std::function<void(GrpcPeer& peer, const Ask& ask)>;

  explicit GrpcPeer(Serve serve);
  ~GrpcPeer();
  GrpcPeer(const GrpcPeer&) = delete;
  GrpcPeer& operator=(const GrpcPeer&) = delete;

  // False: the client broke the protocol.
  bool receive(std::string_view bytes);
  std::string output();  // all that is to be sent

  // One message of an answer; end() says that there are no more.
  void send(std::int32_t stream, std::string_view message);
  void end(std::int32_t stream, int status = 0, const std::string& text = "");
  // Bytes as they are, for what no server should send.
  void sendRaw(std::int32_t stream, std::string_view bytes);
  // An answer that is only a head.
  void answerHttp(std::int32_t stream, const std::string& status);
  void reset(std::int32_t stream);
  [[nodiscard]] bool knows(std::int32_t stream) const { return streams_.contains(stream); }

 private:
  friend struct GrpcPeerEvents;
  struct Stream;
  Serve serve_;
  nghttp2_session* session_ = nullptr;
  std::map<std::int32_t, std::unique_ptr<Stream>> streams_;
};

// A message of protocol buffers with one text field.
[[nodiscard]] std::string textField(unsigned number, std::string_view text);
// The text of the last field of that number; empty when there is none.
[[nodiscard]] std::string textIn(std::string_view message, unsigned number);

}  // namespace hrp::testing
