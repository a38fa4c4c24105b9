#pragma once
// ResponseParser: reads one HTTP/1.x response from pieces of a byte stream (RFC 9112). A response
// that arrives in one piece is not copied; otherwise the parts seen so far are kept here. Buffers
// keep their capacity between responses up to a bound.
//
// Never trusts a length: heads, header counts and bodies are bounded. One owner, one thread.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/http/exchange.hpp"

namespace hrp::http {

class ResponseParser {
 public:
  struct Limits {
    std::uint64_t max_body_bytes = 64ull << 20;
    std::size_t max_head_bytes = 64 << 10;
    std::size_t max_fields = 512;
    int max_interim = 32;  // 1xx responses before the final one
  };
  enum class Status : std::uint8_t { kNeedMore, kComplete, kFailed };

  explicit ResponseParser(const Limits& limits) : limits_(limits) {}

  // What the request was, as far as it says how its response ends.
  struct Asked {
    bool no_body = false;      // HEAD, or a CONNECT that succeeds
    bool upgrade = false;      // 101 is an answer, and ends the response
    bool body_unread = false;  // only its size counts; of any size, unless it has a coding
  };
  [[nodiscard]] static Asked askedBy(const Request& request) {
    return {request.head_method, request.upgrade, request.body_unread};
  }
  // Prepares for the next response.
  void reset(Asked asked);
  // Gives unusually large buffers back; what response() points into is gone.
  void trim();
  // Takes the next bytes. After kComplete the response's views point into `data` or into this
  // parser and stay valid until `data` changes or reset().
  Status feed(std::string_view data);
  // The connection ended: complete when the end delimits the body. error() says where it broke off;
  // truncated() tells that from a malformed head.
  Status finish();

  [[nodiscard]] const Response& response() const { return response_; }
  [[nodiscard]] std::string_view error() const { return error_; }
  [[nodiscard]] bool truncated() const { return truncated_; }
  [[nodiscard]] bool headComplete() const { return phase_ != Phase::kHead; }
  // The message permits another exchange on the connection.
  [[nodiscard]] bool keepAlive() const { return keep_alive_; }
  // Bytes of the last fed piece that lie behind the end of the response.
  [[nodiscard]] std::size_t trailingBytes() const { return trailing_; }

 private:
  enum class Phase : std::uint8_t {
    kHead,
    kLengthBody,
    kCloseBody,
    kChunkSize,
    kChunkExtension,
    kChunkSizeEnd,
    kChunkData,
    kChunkDataEnd,
    kTrailer,
    kDone,
  };
  struct Framing;

  [[gnu::cold]] Status fail(std::string_view error);
  bool reject(std::string_view error) { return fail(error) != Status::kFailed; }  // false
  Status complete(std::size_t trailing, std::string_view body);
  Status feedHead(std::string_view data);
  Status keepPartialHead(std::string_view data);
  void forgetFields();
  Status parseHead(std::string_view text, std::size_t& consumed);
  const char* parseStatusLine(const char* at, const char* end);
  Status parseFields(const char* at, const char* end, const char*& head_end);
  Status endFields(const char* at, const char* end, const char*& head_end);
  [[nodiscard]] std::span<HeaderField> fields() { return {fields_.data(), field_count_}; }
  bool makeRoomForField();
  bool noteField(const HeaderField& field);
  bool noteContentLength(std::string_view value);
  bool noteLength(std::uint64_t length);
  bool noteTransferEncoding(std::string_view value);
  void noteConnection(std::string_view value);
  bool startBody();
  Status feedBody(std::string_view data);
  Status feedLength(std::string_view data);
  Status feedChunks(std::string_view data);
  bool takeChunkSize(char byte);
  bool takeTrailer(char byte);
  bool appendBody(std::string_view data);
  void keepHead();

  Limits limits_;
  Phase phase_ = Phase::kHead;
  Asked asked_;
  bool keep_alive_ = true;
  bool truncated_ = false;
  bool chunked_ = false;
  bool close_asked_ = false;
  bool has_length_ = false;
  bool coded_ = false;      // has a Content-Encoding
  bool cookies_ = false;    // has a Set-Cookie
  bool discard_ = false;    // the body is only counted
  bool head_kept_ = false;  // the fields point into head_
  int interim_ = 0;
  std::uint64_t length_ = 0;      // Content-Length, or what is left of the present chunk
  std::uint64_t body_bytes_ = 0;  // so far
  int chunk_digits_ = 0;
  std::size_t line_bytes_ = 0;  // of a chunk extension or a trailer line
  std::size_t trailer_bytes_ = 0;
  std::size_t trailing_ = 0;
  std::size_t scanned_ = 0;     // of head_, while it is incomplete
  std::string_view head_view_;  // the head as parsed
  std::string head_;
  std::string body_;
  std::vector<HeaderField> fields_;  // the first field_count_ of them are of this response
  std::size_t field_count_ = 0;
  Response response_;
  std::string_view error_;  // always a literal
};

}  // namespace hrp::http
