#include "control/guarded_server.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <exception>
#include <optional>

#include "control/replies.hpp"

namespace hrp::control {
namespace {

constexpr int kBacklog = 128;

// Leaves the library's request processing before any handler runs; caught in serveOne().
struct Refused {
  int status;
};

// The body's length, or empty when the headers contradict each other.
std::optional<std::size_t> contentLength(const httplib::Request& request) {
  const std::size_t count = request.get_header_value_count("Content-Length");
  if (count == 0) return 0;
  const std::string text = request.get_header_value("Content-Length");
  std::size_t length = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, length);
  if (error == std::errc::result_out_of_range) return std::size_t(-1);
  if (count > 1 || text.empty() || error != std::errc() || stopped != end) return std::nullopt;
  return length;
}

// Names of transfer codings ignore case (RFC 9112 7).
bool isChunked(const std::string& coding) {
  return ::strcasecmp(coding.c_str(), "chunked") == 0;
}

bool readsBody(const httplib::Request& request) {
  return request.method == "POST" || request.method == "PUT" || request.method == "PATCH" ||
         request.method == "DELETE";
}

void setHeader(httplib::Request& request, const std::string& name, const std::string& value) {
  request.headers.erase(name);
  request.headers.emplace(name, value);
}

// Checks the head of a request and tells the stream what body to expect. Throws Refused.
void admitHead(httplib::Request& request, GuardedStream& stream, const ControlLimits& limits) {
  const std::string encoding = request.get_header_value("Content-Encoding");
  if (!encoding.empty() && encoding != "identity") throw Refused{415};
  const std::optional<std::size_t> length = contentLength(request);
  const bool has_transfer = request.has_header("Transfer-Encoding");
  if (!length || (has_transfer && *length > 0)) throw Refused{400};
  if (has_transfer && !isChunked(request.get_header_value("Transfer-Encoding"))) {
    throw Refused{501};
  }
  if (*length > limits.body_bytes) throw Refused{413};
  if (has_transfer) {
    stream.beginChunkedBody();
  } else {
    stream.beginBody(*length);
  }
  const bool leaves_body = *length > 0 && !readsBody(request);
  if (has_transfer || leaves_body) setHeader(request, "Connection", "close");

  // The body is JSON whatever curl calls it, so the library must not parse it as a form; one-line
  // replies are sent as they are; many overlapping ranges would multiply a reply.
  for (const char* name : {"Content-Type", "Content-Encoding", "Accept-Encoding", "Range"}) {
    request.headers.erase(name);
  }
  request.ranges.clear();
  setHeader(request, "REMOTE_ADDR", request.remote_addr);
}

}  // namespace

GuardedServer::GuardedServer(const base::Clock& clock, const ControlLimits& limits)
    : clock_(clock), limits_(limits), connections_(limits.connections) {
  set_tcp_nodelay(true);
  set_payload_max_length(limits_.body_bytes);
  // The library's default also shares the port with another process, unnoticed by both.
  set_socket_options([](socket_t fd) {
    const int yes = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
}

void GuardedServer::widenBacklog() {
  ::listen(svr_sock_, kBacklog);
}

void GuardedServer::shutDown() {
  shutting_down_ = true;
  stop();
  connections_.closeAll();
}

bool GuardedServer::process_and_close_socket(socket_t fd) {
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  try {
    serve(fd);
  } catch (const std::exception& error) {
    spdlog::warn("control API: a connection failed: {}", error.what());
  }
  connections_.remove(fd);
  ::close(fd);
  return true;
}

void GuardedServer::serve(int fd) {
  GuardedStream stream(fd, clock_, limits_);
  if (!connections_.admit(fd, clock_.now())) {
    // After a shut-down nothing is admitted, and "too many requests" would not be true.
    if (!shutting_down_) refuse(stream, 503);
    return;
  }
  stream.onComplete([this, fd] { connections_.finishReading(fd); });
  for (std::size_t left = limits_.requests_per_connection; left > 0 && !shutting_down_; --left) {
    connections_.startReading(fd, clock_.now());
    if (!stream.waitForRequest()) return;
    if (!serveOne(fd, stream, left == 1)) return;
  }
}

bool GuardedServer::serveOne(int fd, GuardedStream& stream, bool is_last) {
  bool asked_to_close = false;
  bool answered = false;
  try {
    answered =
        process_request(stream, is_last || shutting_down_, asked_to_close,
                        [&](httplib::Request& request) { admitHead(request, stream, limits_); });
  } catch (const Refused& refused) {
    stream.refuse(refused.status);
  }
  // From here on a new connection may take its place: it only lingers, or is idle.
  connections_.startReading(fd, clock_.now());
  if (stream.refusal() != 0) {
    refuse(stream, stream.refusal());
    return false;
  }
  if (answered && !asked_to_close && !is_last && stream.fullyRead()) return true;
  stream.linger();
  return false;
}

void GuardedServer::refuse(GuardedStream& stream, int status) const {
  const std::string body = refusalBody(status);
  std::string reply = "HTTP/1.1 " + std::to_string(status) + " " + refusalReason(status) + "\r\n";
  reply += "Content-Type: application/json\r\nConnection: close\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  if (stream.send(reply)) stream.linger();
}

}  // namespace hrp::control
