#include "engine/steps/exchange_records.hpp"

#include <utility>

#include "engine/requests/head_fields.hpp"
#include "engine/steps/websocket_plan.hpp"
#include "engine/text/http_text.hpp"
#include "hrp/http/content_encoding.hpp"
#include "hrp/http/cookie_jar.hpp"

namespace hrp::engine {
namespace {

constexpr std::uint64_t kMaxShownBody = 64ULL << 20;

std::vector<stats::NamedText> fieldsOf(std::string_view head) {
  std::vector<stats::NamedText> fields;
  forEachHeadField(head, [&fields](std::string_view name, std::string_view value) {
    fields.emplace_back(name, value);
  });
  return fields;
}

stats::ResponseRecord recordOf(const http::Response& response) {
  stats::ResponseRecord record;
  record.version = http::versionText(response);
  record.status = response.status;
  std::string coding;
  for (const http::HeaderField& field : response.headers) {
    record.headers.emplace_back(field.name, field.value);
    if (equalsIgnoreCase(field.name, "Content-Encoding")) coding = field.value;
    std::string_view name;
    std::string_view value;
    if (equalsIgnoreCase(field.name, "Set-Cookie") &&
        http::CookieJar::parseNameValue(field.value, name, value)) {
      record.cookies.emplace_back(name, value);
    }
  }
  std::string buffer;
  const auto decoded = coding.empty()
                           ? base::Result<std::string_view>(response.body)
                           : http::decodeContent(coding, response.body, buffer, kMaxShownBody);
  record.body = decoded ? *decoded : response.body;
  return record;
}

}  // namespace

stats::RequestRecord recordOf(const RenderedRequest& request) {
  stats::RequestRecord sent;
  sent.method = request.method();
  sent.url = request.url->text();
  sent.version = "HTTP/1.1";
  sent.headers = fieldsOf(request.head);
  sent.body = request.plainBody();
  return sent;
}

ShownAnswer shownAnswer(const http::Response& response) {
  ShownAnswer answer;
  answer.response = recordOf(response);
  // What both spoke is known only now.
  if (response.version_major == 2) answer.request_version = answer.response.version;
  // Of a large body that no expression reads there is only the begin.
  const bool whole = response.body.size() >= response.body_bytes;
  answer.content_bytes = whole ? answer.response.body.size() : response.body_bytes;
  return answer;
}

stats::RequestRecord recordOf(http::SocketAction action, const RenderedRequest& request) {
  using Action = http::SocketAction;
  stats::RequestRecord sent;
  sent.method = socketActionName(action);
  sent.url = socketUrl(request);
  if (action == Action::kOpen) sent.headers = fieldsOf(request.head);
  if (action == Action::kWrite || action == Action::kWriteAndRead) sent.body = request.body;
  return sent;
}

ShownAnswer shownAnswer(const http::SocketResult& result) {
  ShownAnswer answer;
  if (result.response != nullptr) answer.response = recordOf(*result.response);
  if (result.action != http::SocketAction::kOpen && result.kind == base::ErrorKind::kNone) {
    answer.response.version = "websocket";
    answer.response.status = result.close_status;
    answer.response.body = result.payload;
  }
  answer.content_bytes = answer.response.body.size();
  return answer;
}

}  // namespace hrp::engine
