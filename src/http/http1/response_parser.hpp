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
#include "http/message/head_reader.hpp"
#include "http/message/response_body.hpp"

namespace hrp::http {

class ResponseParser {
 public:
  using Status = ReadStatus;
  using Asked = http::Asked;

  // `heads` outlives the parser, whose limits are its own; many parsers of one thread share it.
  explicit ResponseParser(HeadReader& heads) : heads_(heads) {}

  // Prepares for the next response.
  void reset(Asked asked);
  // Gives unusually large buffers back; what response() points into is gone.
  void trim();
  // Takes the next bytes. After kComplete the response's views point into `data`, into this parser
  // or into the reader of heads, and stay valid until `data` changes, the reader reads or reset().
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
  [[gnu::cold]] Status fail(std::string_view error);
  bool reject(std::string_view error) { return fail(error) != Status::kFailed; }  // false
  Status complete(std::size_t trailing, std::string_view body);
  [[gnu::cold]] Status failForTrailing();
  Status feedHead(std::string_view data);
  HeadReader::Status readHead(std::string_view& data);
  bool startBody();
  Status feedBody(std::string_view data);
  Status feedLength(std::string_view data);
  Status feedChunks(std::string_view data);
  bool takeChunkSize(char byte);
  bool takeTrailer(char byte);
  [[nodiscard]] bool appendBody(std::string_view data) {
    return body_.append(data, heads_.limits().max_body_bytes) || reject(heads_.bodyTooLarge());
  }
  void keepHead();

  HeadReader& heads_;
  Phase phase_ = Phase::kHead;
  Asked asked_;
  bool keep_alive_ = true;
  bool truncated_ = false;
  bool head_kept_ = false;  // head_ points into kept_
  int interim_ = 0;
  std::uint64_t length_ = 0;  // Content-Length, or what is left of the present chunk
  int chunk_digits_ = 0;
  std::size_t line_bytes_ = 0;  // of a chunk extension or a trailer line
  std::size_t trailer_bytes_ = 0;
  std::size_t trailing_ = 0;
  std::size_t scanned_ = 0;  // of kept_.text, while it is incomplete
  ResponseHead head_;
  HeadCopy kept_;  // of a head in pieces, whose text is collected there, or of a body in pieces
  ResponseBody body_;
  Response response_;
  std::string_view error_;  // a literal, or of the reader
};

}  // namespace hrp::http
