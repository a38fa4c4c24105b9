#include "http/http2/http2_response.hpp"

#include <algorithm>
#include <utility>

#include "hrp/http/ascii.hpp"

namespace hrp::http {
namespace {

// Capacity that is kept between responses; a rare giant must not stay in memory.
constexpr std::size_t kKeptHttp2Bytes = 64 << 10;
// What HTTP/1.1 writes around a name and a value.
constexpr std::size_t kFieldOverhead = 4;

void letGoWhenHuge(std::string& buffer) {
  if (buffer.capacity() > kKeptHttp2Bytes) std::string().swap(buffer);
}

}  // namespace

void Http2Response::reset(Asked asked) {
  asked_ = asked;
  no_body_ = asked.no_body;
  begun_ = head_complete_ = complete_ = has_length_ = false;
  interim_ = 0;
  length_ = 0;
  text_.clear();
  body_.reset(asked);
  lengths_.clear();
  fields_.clear();
  piece_ = {};
  response_ = Response();
  error_ = {};
}

void Http2Response::trim() {
  letGoWhenHuge(text_);
  body_.trim(kKeptHttp2Bytes);
}

bool Http2Response::reject(std::string_view error) {
  error_ = error;
  return false;
}

void Http2Response::beginFields() {
  begun_ = true;
  block_bytes_ = block_fields_ = 0;
  if (head_complete_) return;
  text_.clear();
  lengths_.clear();
  has_length_ = false;
  body_.begin(false);
  response_.status = 0;
}

bool Http2Response::field(std::string_view name, std::string_view value) {
  block_bytes_ += name.size() + value.size() + kFieldOverhead;
  if (block_bytes_ > limits_.max_head_bytes) return reject("response head beyond the limit");
  if (name == ":status") return takeStatus(value);
  if (++block_fields_ > limits_.max_fields) return reject("too many header lines");
  if (head_complete_) return true;  // trailers are read over
  value = trimBlanks(value);
  if (name == "content-length") {
    if (!parseDecimal(value, length_)) return reject("malformed Content-Length");
    has_length_ = true;
  } else if (name == "content-encoding") {
    body_.begin(true);
  }
  text_ += name;
  text_ += value;
  lengths_.push_back(
      {static_cast<std::uint32_t>(name.size()), static_cast<std::uint32_t>(value.size())});
  return true;
}

bool Http2Response::takeStatus(std::string_view value) {
  std::uint64_t status = 0;
  if (value.size() != 3 || !parseDecimal(value, status) || status < 100) {
    return reject("malformed status");
  }
  response_.status = static_cast<int>(status);
  return true;
}

bool Http2Response::endFields() {
  if (head_complete_) return true;
  const int status = response_.status;
  if (status == 0) return reject("response without a status");
  if (status == 101) return reject("unexpected 101 Switching Protocols");
  if (status < 200) {
    return ++interim_ <= limits_.max_interim || reject("too many 1xx responses");
  }
  const bool empty = isBodiless(asked_, status);
  if (has_length_ && !empty && !body_.discards() && length_ > limits_.max_body_bytes) {
    return reject(body_too_large_);
  }
  no_body_ = empty;
  head_complete_ = true;
  placeFields();
  return true;
}

void Http2Response::placeFields() {
  const char* at = text_.data();
  for (const Lengths& lengths : lengths_) {
    const char* const value = at + lengths.name;
    fields_.push_back({{at, lengths.name}, {value, lengths.value}});
    at = value + lengths.value;
  }
  response_.version_major = 2;
  response_.version_minor = 0;
  response_.headers = fields_;
}

bool Http2Response::data(std::string_view piece) {
  if (piece.empty()) return true;
  if (!head_complete_) return reject("response body before its head");
  // One that comes in one piece is not copied.
  if (body_.bytes() == 0 && !body_.discards() && piece.size() <= limits_.max_body_bytes) {
    piece_ = piece;
    body_.count(piece.size());
    return true;
  }
  keep();
  return body_.append(piece, limits_.max_body_bytes) || reject(body_too_large_);
}

void Http2Response::keep() {
  if (piece_.empty()) return;
  body_.expect(std::max<std::uint64_t>(length_, piece_.size()));
  body_.keep(std::exchange(piece_, {}));
}

bool Http2Response::end() {
  if (!head_complete_) return reject("stream closed before the response");
  response_.body = piece_.empty() ? body_.text() : piece_;
  response_.body_bytes = body_.bytes();
  complete_ = true;
  return true;
}

bool Http2Response::hasOtherLength() const {
  return head_complete_ && has_length_ && !no_body_ && body_.bytes() != length_;
}

}  // namespace hrp::http
