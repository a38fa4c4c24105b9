#include "http/message/head_reader.hpp"

#include <algorithm>
#include <cstring>

#include "hrp/http/ascii.hpp"
#include "http/message/byte_scan.hpp"

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
constexpr std::string_view kBlankBeforeColon = "blank before the colon of a header line";
constexpr std::string_view kBareLineFeed = "line of the response head without a carriage return";
constexpr std::string_view kHeadTooLarge = "response head beyond the limit";
constexpr std::string_view kTooManyFields = "too many header lines";
constexpr std::string_view kBadLength = "malformed Content-Length";
constexpr std::string_view kLengthConflict = "conflicting Content-Length";
constexpr std::string_view kBadCoding = "unsupported Transfer-Encoding";
constexpr std::string_view kIdentity = "Transfer-Encoding: identity";
constexpr std::string_view kChunkedInHttp10 = "Transfer-Encoding in an HTTP/1.0 response";
constexpr std::string_view kLengthAndChunked = "both Content-Length and Transfer-Encoding";

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

bool hasBareLineFeed(std::string_view head) {
  std::size_t at = 0;
  while ((at = head.find('\n', at)) != std::string_view::npos) {
    if (at == 0 || head[at - 1] != '\r') return true;
    ++at;
  }
  return false;
}

// Appends `head` with one blank for each fold: the end of a line and the blanks around it, where
// the next line begins with a blank (RFC 9112 5.2).
void appendUnfolded(std::string& out, std::string_view head) {
  while (!head.empty()) {
    const std::size_t line_end = std::min(head.find('\n'), head.size() - 1);
    const std::size_t next = line_end + 1;
    if (next == head.size() || !isBlank(head[next])) {
      out += head.substr(0, next);
      head.remove_prefix(next);
      continue;
    }
    const bool returns = line_end > 0 && head[line_end - 1] == '\r';
    out += trimmedBlanks(head.data(), head.data() + line_end - (returns ? 1 : 0));
    out += ' ';
    head.remove_prefix(next);
    while (!head.empty() && isBlank(head.front())) head.remove_prefix(1);
  }
}

}  // namespace

std::string ResponseLimits::bodyTooLarge() const {
  constexpr std::uint64_t kMiB = 1 << 20;
  const bool whole = max_body_bytes % kMiB == 0;
  return "response body beyond the limit of " +
         std::to_string(whole ? max_body_bytes / kMiB : max_body_bytes) +
         (whole ? " MiB" : " bytes");
}

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
  const bool short_enough = head_.bytes <= kMostRemembered;
  // What is compared has to be as received: a head that was unfolded is not remembered.
  const bool as_received = head_.bytes == head_.text.size();
  if (status == Status::kComplete && short_enough && as_received) remember(known);
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
  if (head_end == nullptr) return parseFolded(text);
  head_.bytes = static_cast<std::size_t>(head_end - begin);
  head_.text = text.substr(0, head_.bytes);
  if (head_.bytes > limits_.max_head_bytes) return fail(kHeadTooLarge);
  if (!limits_.policy.bare_line_feed && hasBareLineFeed(head_.text)) return fail(kBareLineFeed);
  return head_.chunked ? checkChunked() : status;
}

// Reads a head that has folded lines, from a copy without them. The copy has no more folds, so this
// does not come here again.
HeadReader::Status HeadReader::parseFolded(std::string_view text) {
  const std::size_t size = findHeadEnd(text);
  if (size == std::string_view::npos) return Status::kNeedMore;
  if (size > limits_.max_head_bytes) return fail(kHeadTooLarge);
  unfolded_.clear();
  appendUnfolded(unfolded_, text.substr(0, size));
  const Status status = readWhole(unfolded_);
  head_.bytes = size;
  return status;
}

HeadReader::Status HeadReader::checkChunked() {
  const ValidationPolicy& policy = limits_.policy;
  if (head_.version_minor == 0 && !policy.chunked_in_http10) return fail(kChunkedInHttp10);
  if (head_.has_length && !policy.length_beside_chunked) return fail(kLengthAndChunked);
  return Status::kComplete;
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
    const char* const name_end = skipToken(at, end);
    if (name_end == end) return Status::kNeedMore;
    const char* colon = name_end;
    if (*colon != ':' || colon == at) {
      if (name_end == at) {
        head_.fields = room.first(count);
        return endFields(at, end, head_end);
      }
      colon = colonBehindBlanks(name_end, end);
      if (colon == nullptr) return Status::kFailed;
      if (colon == end) return Status::kNeedMore;
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
    field.name = {at, static_cast<std::size_t>(name_end - at)};
    field.value = trimmedBlanks(value, line_end);
    const bool taken = noteField(field);
    at = afterLineEnd(line_end);
    if (!taken) return continued(at, end);
  }
}

// The colon behind a name and blanks, `end` when it is not there yet, null when there is none.
const char* HeadReader::colonBehindBlanks(const char* at, const char* end) {
  const bool blank = isBlank(*at);
  while (at != end && isBlank(*at)) ++at;
  if (at == end || (*at == ':' && blank && limits_.policy.blank_before_colon)) return at;
  fail(*at == ':' && blank ? kBlankBeforeColon : kBadField);
  return nullptr;
}

// What a field comes to that makes no sense by itself and ends before `at`: its rest may stand on
// the next line.
HeadReader::Status HeadReader::continued(const char* at, const char* end) const {
  if (!limits_.policy.folded_field) return Status::kFailed;
  if (at == end) return Status::kNeedMore;
  return isBlank(*at) ? Status::kComplete : Status::kFailed;
}

bool HeadReader::makeRoomForField() {
  const std::size_t size = std::min(std::max(fields_.size() * 2, kFirstFields), limits_.max_fields);
  if (size == fields_.size()) return false;
  fields_.resize(size);
  return true;
}

// What stands at `at`, where no field does: the empty line, the rest of a folded one (`head_end`
// stays null then) or something wrong.
HeadReader::Status HeadReader::endFields(const char* at, const char* end, const char*& head_end) {
  if (*at == '\r' && at + 1 == end) return Status::kNeedMore;
  if (*at == '\n' || (*at == '\r' && at[1] == '\n')) {
    head_end = afterLineEnd(at);
    return Status::kComplete;
  }
  // A blank in front of the first field continues nothing (RFC 9112 2.2).
  if (!isBlank(*at) || head_.fields.empty()) return fail(kBadField);
  return limits_.policy.folded_field ? Status::kComplete : fail(kFoldedField);
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
    } else if (equalsToken(item, "identity")) {
      if (!limits_.policy.identity_coding) return reject(kIdentity);
    } else if (!item.empty()) {
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
