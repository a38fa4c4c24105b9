#include "support/server/request_reader.hpp"

#include <algorithm>
#include <charconv>

#include "support/server/http2_peer.hpp"

namespace hrp::testing {
namespace {

bool parseHead(std::string_view head, ServerRequest& request) {
  std::size_t line_end = head.find("\r\n");
  const std::string_view line = head.substr(0, line_end);
  const std::size_t first = line.find(' ');
  const std::size_t second = line.rfind(' ');
  if (first == std::string_view::npos || second <= first) return false;
  request.method = line.substr(0, first);
  std::string_view target = line.substr(first + 1, second - first - 1);
  request.target = target;
  if (target.starts_with("http://")) {
    target.remove_prefix(std::min(target.find('/', 7), target.size()));
  }
  const std::size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  request.query = target.substr(std::min(mark + 1, target.size()));
  const bool old = line.ends_with("HTTP/1.0");
  head.remove_prefix(line_end + 2);
  while (!head.empty()) {
    line_end = head.find("\r\n");
    const std::string_view field = head.substr(0, line_end);
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos) return false;
    std::string_view value = field.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    request.headers.emplace_back(field.substr(0, colon), value);
    head.remove_prefix(line_end + 2);
  }
  const std::string_view connection = request.header("connection");
  request.keep_alive = old ? connection == "keep-alive" : connection != "close";
  return true;
}

}  // namespace

RequestReader::Parse RequestReader::next(std::string_view text, ServerRequest& request,
                                         std::size_t& consumed) {
  const std::size_t head_end = text.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return Parse::kIncomplete;
  // Of HTTP/2's preface more is to come.
  if (http2_ && text.size() < Http2Peer::kPreface.size() && Http2Peer::kPreface.starts_with(text)) {
    return Parse::kIncomplete;
  }
  if (!parseHead(text.substr(0, head_end + 2), request)) return Parse::kBad;
  const std::string_view rest = text.substr(head_end + 4);
  if (answersBeforeBody(request.path)) {
    consumed = text.size();
    return Parse::kReady;
  }
  if (request.header("transfer-encoding") == "chunked") {
    std::size_t used = 0;
    const Parse body = readChunks(rest, used);
    request.body = chunks_;
    consumed = head_end + 4 + used;
    return body;
  }
  std::size_t length = 0;
  const std::string_view declared = request.header("content-length");
  std::from_chars(declared.data(), declared.data() + declared.size(), length);
  if (rest.size() < length) return Parse::kIncomplete;
  request.body = rest.substr(0, length);
  consumed = head_end + 4 + length;
  return Parse::kReady;
}

RequestReader::Parse RequestReader::readChunks(std::string_view text, std::size_t& used) {
  chunks_.clear();
  const std::string_view all = text;
  for (;;) {
    const std::size_t line_end = text.find("\r\n");
    if (line_end == std::string_view::npos) return Parse::kIncomplete;
    std::size_t size = 0;
    if (std::from_chars(text.data(), text.data() + line_end, size, 16).ec != std::errc{}) {
      return Parse::kBad;
    }
    text.remove_prefix(line_end + 2);
    if (size > kMaxRequest) return Parse::kBad;
    if (text.size() < size + 2) return Parse::kIncomplete;
    chunks_.append(text.substr(0, size));
    text.remove_prefix(size + 2);
    used = all.size() - text.size();
    if (size == 0) return Parse::kReady;
  }
}

}  // namespace hrp::testing
