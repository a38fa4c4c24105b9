#pragma once
// Exchange: one request and its response, as the engine sees it, whatever the protocol version.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "hrp/base/clock.hpp"
#include "hrp/base/error_kind.hpp"
#include "hrp/base/files/stored_file.hpp"
#include "hrp/base/phase_times.hpp"
#include "hrp/http/origin.hpp"
#include "hrp/net/address.hpp"

namespace hrp::http {

struct HeaderField {
  std::string_view name;   // as received
  std::string_view value;  // without surrounding blanks
};

// A part of a body that lies elsewhere: text, or a file that is read as it is sent.
struct BodyPiece {
  std::string_view text;
  const base::StoredFile* file = nullptr;  // null: `text`
  [[nodiscard]] std::uint64_t size() const { return file != nullptr ? file->size() : text.size(); }
};

// What frames a body as one chunk for HTTP/1.1 (RFC 9112 7.1): so many bytes at its begin and at
// its end. HTTP/2 leaves them out. Zero: the body is not chunked.
struct ChunkFrame {
  std::uint32_t before = 0;
  std::uint32_t after = 0;
};

// What is sent. Everything it points to stays valid until the handler is called or the exchange
// is cancelled.
struct Request {
  const Origin* origin = nullptr;
  // "GET /x HTTP/1.1\r\nHost: …\r\n…\r\n\r\n", complete; written so whatever the version.
  std::string_view head;
  std::string_view body;
  // What follows `body` and lies elsewhere, such as files that users share: sent piece by piece and
  // never copied. Most requests have none.
  std::span<const BodyPiece> more_body{};
  std::uint64_t more_bytes = 0;  // of all of them
  ChunkFrame chunk{};            // of `body` and `more_body`
  bool head_method = false;      // HEAD: the response has no body
  bool upgrade = false;  // 101 hands the connection over (src/http/websocket/websocket_session.hpp)
  bool body_unread = false;     // nobody reads the response's body: it need not be kept
  std::size_t shown_bytes = 0;  // of such a body, what is kept to be shown
  bool idempotent = true;       // may be sent again (client.hpp)
  base::TimePoint deadline{};   // of the whole exchange, connecting included
};

// What came. Valid only during the call of the handler.
struct Response {
  int status = 0;
  int version_major = 1;
  int version_minor = 1;                 // HTTP/1.0, HTTP/1.1, HTTP/2.0
  std::span<const HeaderField> headers;  // in order, repeated fields kept
  // False: no Set-Cookie, no Content-Encoding is among them.
  bool may_set_cookies = true;
  bool may_be_coded = true;
  // Without the transfer coding, still content-encoded; when nobody reads it, perhaps only what is
  // shown of it.
  std::string_view body;
  std::uint64_t body_bytes = 0;  // its size, even so
};

[[nodiscard]] inline std::string_view versionText(const Response& response) {
  if (response.version_major == 2) return "HTTP/2.0";
  return response.version_minor == 0 ? "HTTP/1.0" : "HTTP/1.1";
}

// What an exchange cost; times are zero where the phase did not happen.
struct ExchangeTrace {
  base::TimePoint started{};     // the exchange was asked for
  base::TimePoint sent{};        // first byte of the request handed to the kernel
  base::TimePoint first_byte{};  // of the response
  base::TimePoint finished{};
  base::PhaseTimes phases;           // complete when the handler is called
  net::Address peer;                 // connected to, or tried last; port 0: none
  std::uint64_t bytes_sent = 0;      // of the request on the wire, before TLS
  std::uint64_t bytes_received = 0;  // head and body as on the wire, before TLS
};

class ExchangeHandler {
 public:
  virtual void onResponse(const Response& response, const ExchangeTrace& trace) = 0;
  // `trace.bytes_sent` is zero when nothing of the request reached the kernel.
  virtual void onFailure(base::ErrorKind kind, std::string_view message,
                         const ExchangeTrace& trace) = 0;

 protected:
  ~ExchangeHandler() = default;
};

}  // namespace hrp::http
