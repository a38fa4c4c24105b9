#pragma once
// Http2Response: puts the response of one HTTP/2 stream together from what the frames carry, within
// the bounds of the HTTP/1.1 parser. A body that comes in one piece is not copied. Buffers keep
// their capacity between responses up to a bound.
//
// One owner, one thread. After a false answer error() says what is wrong, and the response is void.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/http/exchange.hpp"
#include "http/message/response_body.hpp"
#include "http/message/response_shape.hpp"

namespace hrp::http {

class Http2Response {
 public:
  explicit Http2Response(const ResponseLimits& limits)
      : limits_(limits), body_too_large_(limits.bodyTooLarge()) {}

  // Prepares for the next response.
  void reset(Asked asked);
  // Lets go of unusually large buffers; the response is void.
  void trim();
  // A block of fields begins: the head of a 1xx response, the head, or the trailer.
  void beginFields();
  [[nodiscard]] bool field(std::string_view name, std::string_view value);
  [[nodiscard]] bool endFields();
  // A piece of the body; it stays valid until keep() or the next reset().
  [[nodiscard]] bool data(std::string_view piece);
  // The stream has ended.
  [[nodiscard]] bool end();
  // What data() was given is about to go.
  void keep();

  [[nodiscard]] bool begun() const { return begun_; }
  [[nodiscard]] bool headComplete() const { return head_complete_; }
  [[nodiscard]] bool complete() const { return complete_; }
  // The method or the status permits no body.
  [[nodiscard]] bool bodiless() const { return head_complete_ && no_body_; }
  [[nodiscard]] bool toHead() const { return asked_.no_body; }
  // Its body is not as long as its Content-Length says.
  [[nodiscard]] bool hasOtherLength() const;
  [[nodiscard]] const Response& response() const { return response_; }
  [[nodiscard]] std::string_view error() const { return error_; }

 private:
  struct Lengths {
    std::uint32_t name;
    std::uint32_t value;
  };

  bool reject(std::string_view error);
  bool takeStatus(std::string_view value);
  void placeFields();

  const ResponseLimits limits_;
  const std::string body_too_large_;
  Asked asked_;
  bool no_body_ = false;
  bool begun_ = false;
  bool head_complete_ = false;
  bool complete_ = false;
  bool has_length_ = false;
  int interim_ = 0;
  std::uint64_t length_ = 0;     // Content-Length
  std::size_t block_bytes_ = 0;  // of the block of fields, as HTTP/1.1 would write it
  std::size_t block_fields_ = 0;
  std::string text_;              // names and values of the head, one behind the other
  std::vector<Lengths> lengths_;  // of those
  std::vector<HeaderField> fields_;
  std::string_view piece_;  // the body so far, when it lies elsewhere
  ResponseBody body_;
  Response response_;
  std::string_view error_;  // a literal, or body_too_large_
};

}  // namespace hrp::http
