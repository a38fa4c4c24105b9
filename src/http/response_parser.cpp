#include "http/response_parser.hpp"

#include <algorithm>
#include <cstring>

#include "hrp/http/ascii.hpp"
#include "http/byte_scan.hpp"

namespace hrp::http {
namespace {

// Capacity that is kept between responses; a rare giant must not stay in memory.
constexpr std::size_t kKeptParserBytes = 16 << 10;
constexpr std::size_t kFirstReserve = 1 << 20;
constexpr std::size_t kMaxChunkLine = 4 << 10;
constexpr std::size_t kFirstFields = 8;
constexpr std::string_view kVersionPrefix = "HTTP/1.";

constexpr std::string_view kNotHttp = "not an HTTP/1 response";
constexpr std::string_view kBadStatusLine = "malformed status line";
constexpr std::string_view kBadField = "malformed header line";
constexpr std::string_view kFoldedField = "folded header line";
constexpr std::string_view kHeadTooLarge = "response head beyond the limit";
constexpr std::string_view kTooManyFields = "too many header lines";
constexpr std::string_view kBodyTooLarge = "response body beyond the limit";
constexpr std::string_view kBadLength = "malformed Content-Length";
constexpr std::string_view kLengthConflict = "conflicting Content-Length";
constexpr std::string_view kBadCoding = "unsupported Transfer-Encoding";
constexpr std::string_view kBadChunk = "malformed chunk";
constexpr std::string_view kBadTrailer = "malformed trailer";
constexpr std::string_view kUpgrade = "unexpected 101 Switching Protocols";
constexpr std::string_view kTooManyInterim = "too many 1xx responses";
constexpr std::string_view kEndNothing = "connection closed before the response";
constexpr std::string_view kEndHead = "connection closed inside the response head";
constexpr std::string_view kEndBody = "connection closed inside the response body";

// The end of the line that starts at `at` (its '\r' or '\n'), or `end` when it is not there yet.
// Null for a control character that no line may hold.
inline const char* findLineEnd(const char* at, const char* end) {
  for (;;) {
    at = findControl(at, end);
    if (end - at >= 2 && at[0] == '\r' && at[1] == '\n') return at;
    if (at == end || *at == '\n') return at;
    if (*at == '\r') return at + 1 == end ? end : nullptr;
    if (*at != '\t') return nullptr;
    ++at;
  }
}

// Whether `text` is the begin of a response, as far as it goes.
inline bool mayBeHttp(std::string_view text) {
  constexpr std::size_t kSize = kVersionPrefix.size();
  if (text.size() < kSize) return kVersionPrefix.starts_with(text);
  return std::memcmp(text.data(), kVersionPrefix.data(), kSize) == 0;
}

const char* afterLineEnd(const char* line_end) {
  return line_end + (*line_end == '\r' ? 2 : 1);
}

// The offset behind the empty line that ends a head, searched from `from`; npos when not there.
std::size_t findHeadEnd(std::string_view text, std::size_t from) {
  std::size_t at = from;
  while ((at = text.find('\n', at)) != std::string_view::npos) {
    const std::string_view rest = text.substr(at + 1, 2);
    if (rest.starts_with('\n')) return at + 2;
    if (rest == "\r\n") return at + 3;
    ++at;
  }
  return std::string_view::npos;
}

void shrinkWhenHuge(std::string& buffer) {
  if (buffer.capacity() > kKeptParserBytes) std::string().swap(buffer);
}

}  // namespace

void ResponseParser::reset(Asked asked) {
  phase_ = Phase::kHead;
  asked_ = asked;
  keep_alive_ = true;
  truncated_ = chunked_ = close_asked_ = has_length_ = head_kept_ = coded_ = cookies_ = false;
  discard_ = false;
  interim_ = 0;
  length_ = body_bytes_ = 0;
  chunk_digits_ = 0;
  line_bytes_ = trailer_bytes_ = trailing_ = scanned_ = 0;
  head_.clear();
  body_.clear();
  field_count_ = 0;
  response_ = Response();
  error_ = {};
}

void ResponseParser::trim() {
  shrinkWhenHuge(head_);
  shrinkWhenHuge(body_);
}

ResponseParser::Status ResponseParser::fail(std::string_view error) {
  error_ = error;
  keep_alive_ = false;
  return Status::kFailed;
}

ResponseParser::Status ResponseParser::complete(std::size_t trailing, std::string_view body) {
  phase_ = Phase::kDone;
  trailing_ = trailing;
  response_.headers = fields();
  response_.may_set_cookies = cookies_;
  response_.may_be_coded = coded_;
  response_.body = body;
  response_.body_bytes = body_bytes_;
  return Status::kComplete;
}

ResponseParser::Status ResponseParser::feed(std::string_view data) {
  if (!error_.empty()) return Status::kFailed;
  if (phase_ == Phase::kHead) return feedHead(data);
  return feedBody(data);
}

ResponseParser::Status ResponseParser::finish() {
  if (!error_.empty()) return Status::kFailed;
  if (phase_ == Phase::kDone) return Status::kComplete;
  if (phase_ == Phase::kCloseBody) return complete(0, body_);
  if (phase_ == Phase::kHead && !head_.empty()) {
    // A head that is wrong already is reported as such, however its bytes were cut.
    std::size_t consumed = 0;
    if (parseHead(head_, consumed) == Status::kFailed) return Status::kFailed;
  }
  truncated_ = true;
  if (phase_ != Phase::kHead) return fail(kEndBody);
  return fail(head_.empty() && interim_ == 0 ? kEndNothing : kEndHead);
}

// Heads normally come whole: they are parsed where they lie. An incomplete one is collected in
// head_, and parsed when its end has come.
ResponseParser::Status ResponseParser::feedHead(std::string_view data) {
  for (;;) {
    std::size_t consumed = 0;
    Status status = Status::kNeedMore;
    if (head_.empty()) {
      status = parseHead(data, consumed);
      if (status == Status::kNeedMore) return keepPartialHead(data);
    } else {
      const std::size_t before = head_.size();
      const std::size_t room =
          limits_.max_head_bytes + 1 - std::min(limits_.max_head_bytes, before);
      head_.append(data.substr(0, room));
      const std::size_t end = findHeadEnd(head_, scanned_);
      if (end == std::string_view::npos) {
        scanned_ = head_.size() < 3 ? 0 : head_.size() - 3;
        return keepPartialHead({});
      }
      std::size_t used = 0;
      head_.resize(end);
      status = parseHead(head_, used);
      consumed = end - before;
      head_kept_ = true;
      if (status == Status::kNeedMore) return fail(kBadField);
    }
    if (status == Status::kFailed) return status;
    data.remove_prefix(consumed);
    const bool upgraded = response_.status == 101 && asked_.upgrade;
    const bool interim = response_.status < 200 && !upgraded;
    if (interim) {
      if (response_.status == 101) return fail(kUpgrade);
      if (++interim_ > limits_.max_interim) return fail(kTooManyInterim);
      forgetFields();
      head_.clear();
      scanned_ = 0;
      head_kept_ = false;
      if (data.empty()) return Status::kNeedMore;
      continue;
    }
    if (!startBody()) return Status::kFailed;
    return feedBody(data);
  }
}

ResponseParser::Status ResponseParser::keepPartialHead(std::string_view data) {
  head_.append(data.substr(0, limits_.max_head_bytes + 1));
  if (head_.size() > limits_.max_head_bytes) return fail(kHeadTooLarge);
  if (!mayBeHttp(head_)) return fail(kNotHttp);
  forgetFields();  // they are read again with the rest
  return Status::kNeedMore;
}

void ResponseParser::forgetFields() {
  field_count_ = 0;
  keep_alive_ = true;
  chunked_ = close_asked_ = has_length_ = coded_ = cookies_ = false;
}

ResponseParser::Status ResponseParser::parseHead(std::string_view text, std::size_t& consumed) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  if (!mayBeHttp(text)) return fail(kNotHttp);
  const char* at = parseStatusLine(begin, end);
  if (at == nullptr) return fail(kBadStatusLine);
  if (at == end) return Status::kNeedMore;
  const char* head_end = nullptr;
  const Status status = parseFields(at, end, head_end);
  if (status != Status::kComplete) return status;
  consumed = static_cast<std::size_t>(head_end - begin);
  if (consumed > limits_.max_head_bytes) return fail(kHeadTooLarge);
  head_view_ = text.substr(0, consumed);
  return Status::kComplete;
}

// Returns the start of the next line, `end` when the line is incomplete, null when it is wrong.
const char* ResponseParser::parseStatusLine(const char* at, const char* end) {
  const char* line_end = findLineEnd(at, end);
  if (line_end == nullptr) return nullptr;
  if (line_end == end) return end;
  // "HTTP/1.x SSS", then a blank and a reason, or nothing.
  if (line_end - at < 12) return nullptr;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!digit(at[7]) || at[8] != ' ' || !digit(at[9]) || !digit(at[10]) || !digit(at[11])) {
    return nullptr;
  }
  if (line_end - at > 12 && at[12] != ' ') return nullptr;
  response_.version_minor = at[7] == '0' ? 0 : 1;
  response_.status = (at[9] - '0') * 100 + (at[10] - '0') * 10 + (at[11] - '0');
  if (response_.status < 100) return nullptr;
  keep_alive_ = response_.version_minor >= 1;
  return afterLineEnd(line_end);
}

ResponseParser::Status ResponseParser::parseFields(const char* at, const char* end,
                                                   const char*& head_end) {
  std::span<HeaderField> room = fields_;
  std::size_t count = 0;
  for (;;) {
    const char* const colon = skipToken(at, end);
    if (colon == end) return Status::kNeedMore;
    if (*colon != ':' || colon == at) {
      field_count_ = count;
      return endFields(at, end, head_end);
    }
    const char* const line_end = findLineEnd(colon + 1, end);
    if (line_end == nullptr) return fail(kBadField);
    if (line_end == end) return Status::kNeedMore;
    if (count == room.size()) {
      if (!makeRoomForField()) return fail(kTooManyFields);
      room = fields_;
    }
    const char* value = colon + 1;
    if (*value == ' ') ++value;  // as nearly always
    HeaderField& field = room[count++];
    field.name = {at, static_cast<std::size_t>(colon - at)};
    field.value = trimmedBlanks(value, line_end);
    if (!noteField(field)) return Status::kFailed;
    at = afterLineEnd(line_end);
  }
}

bool ResponseParser::makeRoomForField() {
  const std::size_t size = std::min(std::max(fields_.size() * 2, kFirstFields), limits_.max_fields);
  if (size == fields_.size()) return false;
  fields_.resize(size);
  return true;
}

// What stands at `at`, where no field does: the empty line, or something wrong.
ResponseParser::Status ResponseParser::endFields(const char* at, const char* end,
                                                 const char*& head_end) {
  if (*at == '\r' && at + 1 == end) return Status::kNeedMore;
  if (*at == '\n' || (*at == '\r' && at[1] == '\n')) {
    head_end = afterLineEnd(at);
    return Status::kComplete;
  }
  return fail(*at == ' ' || *at == '\t' ? kFoldedField : kBadField);
}

// Remembers what frames the message. The length of the name tells most fields apart at once.
bool ResponseParser::noteField(const HeaderField& field) {
  switch (field.name.size()) {
    case 10:
      if (equalsToken(field.name, "connection")) {
        noteConnection(field.value);
      } else if (equalsToken(field.name, "set-cookie")) {
        cookies_ = true;
      }
      return true;
    case 14:
      return !equalsToken(field.name, "content-length") || noteContentLength(field.value);
    case 16:
      if (equalsToken(field.name, "content-encoding")) coded_ = true;
      return true;
    case 17:
      return !equalsToken(field.name, "transfer-encoding") || noteTransferEncoding(field.value);
    default:
      return true;
  }
}

bool ResponseParser::noteContentLength(std::string_view value) {
  std::uint64_t length = 0;
  if (parseDecimal(value, length)) return noteLength(length);
  // A list of equal values is one value that was sent repeatedly (RFC 9112 6.3).
  for (;;) {
    const std::size_t comma = value.find(',');
    const std::string_view item = trimBlanks(value.substr(0, comma));
    if (!parseDecimal(item, length)) return reject(kBadLength);
    if (!noteLength(length)) return false;
    if (comma == std::string_view::npos) return true;
    value.remove_prefix(comma + 1);
  }
}

bool ResponseParser::noteLength(std::uint64_t length) {
  if (has_length_ && length != length_) return reject(kLengthConflict);
  has_length_ = true;
  length_ = length;
  return true;
}

bool ResponseParser::noteTransferEncoding(std::string_view value) {
  for (;;) {
    const std::size_t comma = value.find(',');
    const std::string_view item = trimBlanks(value.substr(0, comma));
    if (equalsToken(item, "chunked")) {
      if (chunked_) return reject(kBadCoding);
      chunked_ = true;
    } else if (!item.empty() && !equalsToken(item, "identity")) {
      return reject(kBadCoding);
    }
    if (comma == std::string_view::npos) return true;
    value.remove_prefix(comma + 1);
  }
}

void ResponseParser::noteConnection(std::string_view value) {
  if (equalsToken(value, "keep-alive")) {
    keep_alive_ = true;
    return;
  }
  for (;;) {
    const std::size_t comma = value.find(',');
    const std::string_view item = trimBlanks(value.substr(0, comma));
    if (equalsToken(item, "close")) {
      close_asked_ = true;  // wins over any keep-alive, see startBody()
    } else if (equalsToken(item, "keep-alive")) {
      keep_alive_ = true;
    }
    if (comma == std::string_view::npos) return;
    value.remove_prefix(comma + 1);
  }
}

// Decides how the body ends (RFC 9112 6.3).
bool ResponseParser::startBody() {
  if (close_asked_) keep_alive_ = false;
  discard_ = asked_.body_unread && !coded_;
  const int status = response_.status;
  if (asked_.no_body || status == 204 || status == 304 || status == 101) {
    phase_ = Phase::kLengthBody;
    length_ = 0;
    return true;
  }
  if (chunked_) {
    // Both framings at once is how responses are smuggled: the connection is not used again.
    if (has_length_) keep_alive_ = false;
    phase_ = Phase::kChunkSize;
    length_ = 0;
    return true;
  }
  if (!has_length_) {
    phase_ = Phase::kCloseBody;
    keep_alive_ = false;
    return true;
  }
  if (length_ > limits_.max_body_bytes && !discard_) return reject(kBodyTooLarge);
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
  if (body_bytes_ == 0 && data.size() >= length_) {
    body_bytes_ = length_;
    return complete(data.size() - length_, data.substr(0, length_));
  }
  keepHead();
  const std::string_view part = data.substr(0, length_ - body_bytes_);
  if (body_bytes_ == 0 && !discard_) {
    body_.reserve(std::min<std::uint64_t>(length_, kFirstReserve));
  }
  if (!appendBody(part)) return Status::kFailed;
  if (body_bytes_ < length_) return Status::kNeedMore;
  return complete(data.size() - part.size(), body_);
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
      if (phase_ == Phase::kDone) return complete(data.size() - at, body_);
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
  line_bytes_ = 0;
  phase_ = length_ == 0 ? Phase::kTrailer : Phase::kChunkData;
  if (length_ > limits_.max_body_bytes && !discard_) return reject(kBodyTooLarge);
  return true;
}

// Trailer fields are read over. line_bytes_ counts the bytes of the present line without its end.
bool ResponseParser::takeTrailer(char byte) {
  if (++trailer_bytes_ > limits_.max_head_bytes) return reject(kHeadTooLarge);
  if (byte == '\n') {
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

bool ResponseParser::appendBody(std::string_view data) {
  if (!discard_) {
    if (data.size() > limits_.max_body_bytes - body_bytes_) return reject(kBodyTooLarge);
    body_.append(data);
  }
  body_bytes_ += data.size();
  return true;
}

// The piece that holds the head is about to go: keep the head and point the fields into the copy.
void ResponseParser::keepHead() {
  if (head_kept_) return;
  head_.assign(head_view_);
  head_kept_ = true;
  const char* const from = head_view_.data();
  for (HeaderField& field : fields()) {
    field.name = {head_.data() + (field.name.data() - from), field.name.size()};
    field.value = {head_.data() + (field.value.data() - from), field.value.size()};
  }
  head_view_ = head_;
}

}  // namespace hrp::http
