#include "http/http1/response_parser.hpp"

#include <algorithm>

#include "hrp/http/ascii.hpp"

namespace hrp::http {
namespace {

// Capacity that is kept between responses; a rare giant must not stay in memory.
constexpr std::size_t kKeptParserBytes = 16 << 10;
constexpr std::size_t kMaxChunkLine = 4 << 10;

constexpr std::string_view kTrailerTooLarge = "response trailer beyond the limit";
constexpr std::string_view kBadChunk = "malformed chunk";
constexpr std::string_view kBadTrailer = "malformed trailer";
constexpr std::string_view kUpgrade = "unexpected 101 Switching Protocols";
constexpr std::string_view kTooManyInterim = "too many 1xx responses";
constexpr std::string_view kTrailing = "bytes behind the response";
constexpr std::string_view kBodyToHead = "the server sent a body to HEAD";
constexpr std::string_view kEndNothing = "connection closed before the response";
constexpr std::string_view kEndHead = "connection closed inside the response head";
constexpr std::string_view kEndBody = "connection closed inside the response body";

void shrinkWhenHuge(std::string& buffer) {
  if (buffer.capacity() > kKeptParserBytes) std::string().swap(buffer);
}

}  // namespace

void ResponseParser::reset(Asked asked) {
  phase_ = Phase::kHead;
  asked_ = asked;
  keep_alive_ = true;
  truncated_ = head_kept_ = false;
  interim_ = 0;
  length_ = 0;
  chunk_digits_ = 0;
  line_bytes_ = trailer_bytes_ = trailing_ = scanned_ = 0;
  head_ = {};
  kept_.text.clear();
  body_.reset(asked);
  response_ = Response();
  error_ = {};
}

void ResponseParser::trim() {
  shrinkWhenHuge(kept_.text);
  body_.trim(kKeptParserBytes);
}

ResponseParser::Status ResponseParser::fail(std::string_view error) {
  error_ = error;
  keep_alive_ = false;
  return Status::kFailed;
}

ResponseParser::Status ResponseParser::complete(std::size_t trailing, std::string_view body) {
  if (trailing > 0 && !heads_.limits().policy.bytes_behind_response && head_.status != 101) {
    return failForTrailing();
  }
  phase_ = Phase::kDone;
  trailing_ = trailing;
  response_.status = head_.status;
  response_.version_minor = head_.version_minor;
  response_.headers = head_.fields;
  response_.may_set_cookies = head_.cookies;
  response_.may_be_coded = head_.coded;
  response_.body = body;
  response_.body_bytes = body_.bytes();
  return Status::kComplete;
}

ResponseParser::Status ResponseParser::failForTrailing() {
  return fail(asked_.no_body ? kBodyToHead : kTrailing);
}

ResponseParser::Status ResponseParser::feed(std::string_view data) {
  if (!error_.empty()) return Status::kFailed;
  if (phase_ == Phase::kHead) return feedHead(data);
  return feedBody(data);
}

ResponseParser::Status ResponseParser::finish() {
  if (!error_.empty()) return Status::kFailed;
  if (phase_ == Phase::kDone) return Status::kComplete;
  if (phase_ == Phase::kCloseBody) return complete(0, body_.text());
  if (phase_ == Phase::kHead && !kept_.text.empty()) {
    // A head that is wrong already is reported as such, however its bytes were cut.
    if (heads_.read(kept_.text) == HeadReader::Status::kFailed) return fail(heads_.error());
  }
  truncated_ = true;
  if (phase_ != Phase::kHead) return fail(kEndBody);
  return fail(kept_.text.empty() && interim_ == 0 ? kEndNothing : kEndHead);
}

ResponseParser::Status ResponseParser::feedHead(std::string_view data) {
  for (;;) {
    const HeadReader::Status status = readHead(data);
    if (status == HeadReader::Status::kNeedMore) return Status::kNeedMore;
    if (status == HeadReader::Status::kFailed) return fail(heads_.error());
    head_ = heads_.head();
    const bool upgraded = head_.status == 101 && asked_.upgrade;
    if (head_.status >= 200 || upgraded) break;
    if (head_.status == 101) return fail(kUpgrade);
    if (++interim_ > heads_.limits().max_interim) return fail(kTooManyInterim);
    kept_.text.clear();
    scanned_ = 0;
    if (data.empty()) return Status::kNeedMore;
  }
  if (!startBody()) return Status::kFailed;
  return feedBody(data);
}

// Heads normally come whole: they are read where they lie. An incomplete one is collected in
// kept_.text, and read when its end has come. Leaves what follows the head in `data`.
HeadReader::Status ResponseParser::readHead(std::string_view& data) {
  if (kept_.text.empty()) {
    const HeadReader::Status status = heads_.read(data);
    if (status == HeadReader::Status::kComplete) data.remove_prefix(heads_.head().bytes);
    if (status != HeadReader::Status::kNeedMore) return status;
  }
  const std::size_t before = kept_.text.size();
  const std::size_t room =
      heads_.limits().max_head_bytes + 1 - std::min(heads_.limits().max_head_bytes, before);
  kept_.text.append(data.substr(0, room));
  const std::size_t end = findHeadEnd(kept_.text, scanned_);
  if (end == std::string_view::npos) {
    scanned_ = kept_.text.size() < 3 ? 0 : kept_.text.size() - 3;
    return heads_.readPartial(kept_.text);
  }
  kept_.text.resize(end);
  data.remove_prefix(end - before);
  return heads_.readWhole(kept_.text);
}

// Decides how the body ends (RFC 9112 6.3).
bool ResponseParser::startBody() {
  keep_alive_ = head_.keep_alive && !head_.close_asked;
  body_.begin(head_.coded);
  length_ = head_.length;
  const int status = head_.status;
  if (isBodiless(asked_, status)) {
    phase_ = Phase::kLengthBody;
    length_ = 0;
    return true;
  }
  if (head_.chunked) {
    // Both framings at once is how responses are smuggled: the connection is not used again.
    if (head_.has_length) keep_alive_ = false;
    phase_ = Phase::kChunkSize;
    length_ = 0;
    return true;
  }
  if (!head_.has_length) {
    phase_ = Phase::kCloseBody;
    keep_alive_ = false;
    return true;
  }
  if (length_ > heads_.limits().max_body_bytes && !body_.discards())
    return reject(heads_.bodyTooLarge());
  phase_ = Phase::kLengthBody;
  return true;
}

ResponseParser::Status ResponseParser::feedBody(std::string_view data) {
  switch (phase_) {
    case Phase::kLengthBody:
      return feedLength(data);
    case Phase::kCloseBody:
      keepHead();
      return appendBody(data) ? Status::kNeedMore : Status::kFailed;
    case Phase::kDone:
      trailing_ = data.size();
      return Status::kComplete;
    default:
      return feedChunks(data);
  }
}

ResponseParser::Status ResponseParser::feedLength(std::string_view data) {
  if (body_.bytes() == 0 && data.size() >= length_) {
    body_.count(length_);
    return complete(data.size() - length_, data.substr(0, length_));
  }
  keepHead();
  const std::string_view part = data.substr(0, length_ - body_.bytes());
  if (body_.bytes() == 0) body_.expect(length_);
  if (!appendBody(part)) return Status::kFailed;
  if (body_.bytes() < length_) return Status::kNeedMore;
  return complete(data.size() - part.size(), body_.text());
}

ResponseParser::Status ResponseParser::feedChunks(std::string_view data) {
  std::size_t at = 0;
  while (at < data.size()) {
    if (phase_ == Phase::kChunkData) {
      const std::string_view part = data.substr(at, length_);
      if (!appendBody(part)) return Status::kFailed;
      at += part.size();
      length_ -= part.size();
      if (length_ == 0) phase_ = Phase::kChunkDataEnd;
      continue;
    }
    const char byte = data[at++];
    if (phase_ == Phase::kTrailer) {
      if (!takeTrailer(byte)) return Status::kFailed;
      if (phase_ == Phase::kDone) return complete(data.size() - at, body_.text());
    } else if (!takeChunkSize(byte)) {
      return Status::kFailed;
    }
  }
  keepHead();
  return Status::kNeedMore;
}

// One byte of "[CR LF of the chunk before] size [; extension] CR LF".
bool ResponseParser::takeChunkSize(char byte) {
  switch (phase_) {
    case Phase::kChunkDataEnd:
      if (line_bytes_ == 0 && byte == '\r') {
        line_bytes_ = 1;
        return true;
      }
      if (line_bytes_ != 1 || byte != '\n') return reject(kBadChunk);
      phase_ = Phase::kChunkSize;
      length_ = 0;
      chunk_digits_ = 0;
      line_bytes_ = 0;
      return true;
    case Phase::kChunkSize:
      if (const int digit = hexDigit(byte); digit >= 0) {
        if (++chunk_digits_ > 16) return reject(kBadChunk);
        length_ = length_ << 4 | static_cast<std::uint64_t>(digit);
        return true;
      }
      if (chunk_digits_ == 0) return reject(kBadChunk);
      if (byte == ';' || byte == ' ' || byte == '\t') {
        phase_ = Phase::kChunkExtension;
        return true;
      }
      break;
    case Phase::kChunkExtension:
      if (byte != '\r' && byte != '\n') {
        if (++line_bytes_ > kMaxChunkLine || (byte < 0x20 && byte >= 0 && byte != '\t')) {
          return reject(kBadChunk);
        }
        return true;
      }
      break;
    default:
      break;
  }
  if (byte == '\r' && phase_ != Phase::kChunkSizeEnd) {
    phase_ = Phase::kChunkSizeEnd;
    return true;
  }
  if (byte != '\n') return reject(kBadChunk);
  if (phase_ != Phase::kChunkSizeEnd && !heads_.limits().policy.bare_line_feed) {
    return reject(kBadChunk);
  }
  line_bytes_ = 0;
  phase_ = length_ == 0 ? Phase::kTrailer : Phase::kChunkData;
  if (length_ > heads_.limits().max_body_bytes && !body_.discards())
    return reject(heads_.bodyTooLarge());
  return true;
}

// Trailer fields are read over. line_bytes_ counts the bytes of the present line without its end.
bool ResponseParser::takeTrailer(char byte) {
  if (++trailer_bytes_ > heads_.limits().max_head_bytes) return reject(kTrailerTooLarge);
  if (byte == '\n') {
    if (chunk_digits_ != -1 && !heads_.limits().policy.bare_line_feed) return reject(kBadTrailer);
    if (line_bytes_ == 0) phase_ = Phase::kDone;
    line_bytes_ = 0;
    chunk_digits_ = 0;
    return true;
  }
  // chunk_digits_ is 0 here after a line's end; -1 marks a '\r' that waits for its '\n'.
  if (chunk_digits_ == -1) return reject(kBadTrailer);
  if (byte == '\r') {
    chunk_digits_ = -1;
    return true;
  }
  if (byte == 0) return reject(kBadTrailer);
  ++line_bytes_;
  return true;
}

// The piece that holds the head is about to go, and the reader will read other heads: keeps the
// head's text and fields.
void ResponseParser::keepHead() {
  if (head_kept_) return;
  kept_.keep(head_);
  head_kept_ = true;
}

}  // namespace hrp::http
