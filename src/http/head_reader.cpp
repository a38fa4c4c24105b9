#include "http/head_reader.hpp"

#include <algorithm>
#include <cstring>

#include "hrp/http/ascii.hpp"
#include "http/byte_scan.hpp"

namespace hrp::http {
namespace {

constexpr std::size_t kFirstFields = 8;
constexpr std::string_view kVersionPrefix = "HTTP/1.";

// Larger heads are read each time; what is remembered fits the processor's caches.
constexpr std::size_t kMostRemembered = 1 << 10;
// So many heads in a row that came for the first time say that this server does not repeat itself:
// only one in kTryEvery is looked for then.
constexpr unsigned kPatience = 128;
constexpr unsigned kTryEvery = 64;

constexpr std::string_view kNotHttp = "not an HTTP/1 response";
constexpr std::string_view kBadStatusLine = "malformed status line";
constexpr std::string_view kBadField = "malformed header line";
constexpr std::string_view kFoldedField = "folded header line";
constexpr std::string_view kHeadTooLarge = "response head beyond the limit";
constexpr std::string_view kTooManyFields = "too many header lines";
constexpr std::string_view kBadLength = "malformed Content-Length";
constexpr std::string_view kLengthConflict = "conflicting Content-Length";
constexpr std::string_view kBadCoding = "unsupported Transfer-Encoding";

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

}  // namespace

void HeadCopy::keep(ResponseHead& head) {
  const std::string_view from = head.text;
  if (from.data() != text.data()) text.assign(from);
  const auto moved = [&](std::string_view part) {
    const auto offset = static_cast<std::size_t>(part.data() - from.data());
    return std::string_view(text).substr(offset, part.size());
  };
  fields.assign(head.fields.begin(), head.fields.end());
  for (HeaderField& field : fields) field = {moved(field.name), moved(field.value)};
  head.text = text;
  head.fields = fields;
}

HeadReader::Status HeadReader::read(std::string_view data) {
  if (!worthALook()) return parse(data);
  Known& known = known_[data.size() % known_.size()];
  // A head ends where it ends, whatever follows: what begins with a whole head has that head.
  if (!known.head.text.empty() && data.starts_with(known.head.text)) {
    unknown_in_a_row_ = 0;
    head_ = known.head;
    return Status::kComplete;
  }
  const Status status = parse(data);
  if (status == Status::kComplete && head_.text.size() <= kMostRemembered) remember(known);
  return status;
}

bool HeadReader::worthALook() {
  if (unknown_in_a_row_ < kPatience) return true;
  if (++not_looked_for_ < kTryEvery) return false;
  not_looked_for_ = 0;
  return true;
}

// Puts the head that was parsed last in the place of `known`.
void HeadReader::remember(Known& known) {
  unknown_in_a_row_ = std::min(unknown_in_a_row_ + 1, kPatience);
  known.head = head_;
  known.copy.keep(known.head);
}

HeadReader::Status HeadReader::fail(std::string_view error) {
  error_ = error;
  return Status::kFailed;
}

HeadReader::Status HeadReader::readWhole(std::string_view text) {
  const Status status = parse(text);
  return status == Status::kNeedMore ? fail(kBadField) : status;
}

HeadReader::Status HeadReader::readPartial(std::string_view text) {
  if (text.size() > limits_.max_head_bytes) return fail(kHeadTooLarge);
  return mayBeHttp(text) ? Status::kNeedMore : fail(kNotHttp);
}

HeadReader::Status HeadReader::parse(std::string_view text) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  head_ = {};
  if (!mayBeHttp(text)) return fail(kNotHttp);
  const char* at = parseStatusLine(begin, end);
  if (at == nullptr) return fail(kBadStatusLine);
  if (at == end) return Status::kNeedMore;
  const char* head_end = nullptr;
  const Status status = parseFields(at, end, head_end);
  if (status != Status::kComplete) return status;
  head_.text = text.substr(0, static_cast<std::size_t>(head_end - begin));
  return head_.text.size() > limits_.max_head_bytes ? fail(kHeadTooLarge) : status;
}

// Returns the start of the next line, `end` when the line is incomplete, null when it is wrong.
const char* HeadReader::parseStatusLine(const char* at, const char* end) {
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
  head_.version_minor = at[7] == '0' ? 0 : 1;
  head_.status = (at[9] - '0') * 100 + (at[10] - '0') * 10 + (at[11] - '0');
  if (head_.status < 100) return nullptr;
  head_.keep_alive = head_.version_minor >= 1;
  return afterLineEnd(line_end);
}

HeadReader::Status HeadReader::parseFields(const char* at, const char* end, const char*& head_end) {
  std::span<HeaderField> room = fields_;
  std::size_t count = 0;
  for (;;) {
    const char* const colon = skipToken(at, end);
    if (colon == end) return Status::kNeedMore;
    if (*colon != ':' || colon == at) {
      head_.fields = room.first(count);
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

bool HeadReader::makeRoomForField() {
  const std::size_t size = std::min(std::max(fields_.size() * 2, kFirstFields), limits_.max_fields);
  if (size == fields_.size()) return false;
  fields_.resize(size);
  return true;
}

// What stands at `at`, where no field does: the empty line, or something wrong.
HeadReader::Status HeadReader::endFields(const char* at, const char* end, const char*& head_end) {
  if (*at == '\r' && at + 1 == end) return Status::kNeedMore;
  if (*at == '\n' || (*at == '\r' && at[1] == '\n')) {
    head_end = afterLineEnd(at);
    return Status::kComplete;
  }
  return fail(*at == ' ' || *at == '\t' ? kFoldedField : kBadField);
}

// Remembers what frames the message. The length of the name tells most fields apart at once.
bool HeadReader::noteField(const HeaderField& field) {
  switch (field.name.size()) {
    case 10:
      if (equalsToken(field.name, "connection")) {
        noteConnection(field.value);
      } else if (equalsToken(field.name, "set-cookie")) {
        head_.cookies = true;
      }
      return true;
    case 14:
      return !equalsToken(field.name, "content-length") || noteContentLength(field.value);
    case 16:
      if (equalsToken(field.name, "content-encoding")) head_.coded = true;
      return true;
    case 17:
      return !equalsToken(field.name, "transfer-encoding") || noteTransferEncoding(field.value);
    default:
      return true;
  }
}

bool HeadReader::noteContentLength(std::string_view value) {
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

bool HeadReader::noteLength(std::uint64_t length) {
  if (head_.has_length && length != head_.length) return reject(kLengthConflict);
  head_.has_length = true;
  head_.length = length;
  return true;
}

bool HeadReader::noteTransferEncoding(std::string_view value) {
  for (;;) {
    const std::size_t comma = value.find(',');
    const std::string_view item = trimBlanks(value.substr(0, comma));
    if (equalsToken(item, "chunked")) {
      if (head_.chunked) return reject(kBadCoding);
      head_.chunked = true;
    } else if (!item.empty() && !equalsToken(item, "identity")) {
      return reject(kBadCoding);
    }
    if (comma == std::string_view::npos) return true;
    value.remove_prefix(comma + 1);
  }
}

void HeadReader::noteConnection(std::string_view value) {
  if (equalsToken(value, "keep-alive")) {
    head_.keep_alive = true;
    return;
  }
  for (;;) {
    const std::size_t comma = value.find(',');
    const std::string_view item = trimBlanks(value.substr(0, comma));
    if (equalsToken(item, "close")) {
      head_.close_asked = true;
    } else if (equalsToken(item, "keep-alive")) {
      head_.keep_alive = true;
    }
    if (comma == std::string_view::npos) return;
    value.remove_prefix(comma + 1);
  }
}

}  // namespace hrp::http
