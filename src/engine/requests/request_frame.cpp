#include "engine/requests/request_frame.hpp"

#include <algorithm>
#include <utility>

#include "engine/text/http_text.hpp"
#include "hrp/base/byte_table.hpp"

namespace hrp::engine {
namespace {

using expression::Scope;

constexpr std::string_view kMark = "hrp.variable.part.";

// Bytes that a path or query may hold as they are (RFC 3986), so that joining needs no escaping.
constexpr auto kPlainUrlBytes = base::byteTable(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_~!$&'()*+,;=:@%/?.");

bool isPlain(char c) {
  return kPlainUrlBytes[static_cast<unsigned char>(c)];
}

// The length of the path of `target`, a path and perhaps a query; 0 when it has to be cleaned or
// escaped: no segment may be empty or begin with a dot.
std::size_t plainPathLength(std::string_view target) {
  if (!target.starts_with('/')) return 0;
  std::size_t at = 1;
  bool segment_begins = true;
  for (; at < target.size() && target[at] != '?'; ++at) {
    const char c = target[at];
    if (!isPlain(c) || (segment_begins && (c == '/' || c == '.'))) return 0;
    segment_begins = c == '/';
  }
  const bool plain_query = std::all_of(target.begin() + at, target.end(), isPlain);
  return plain_query ? at : 0;
}

// Gives `url` the host of `base`, as joining with it does. Mostly it has that already: the request
// that was rendered here before went to the same host.
void takeHost(http::Url& url, const http::Url& base) {
  const bool same = url.port == base.port && url.ipv6 == base.ipv6 && url.host == base.host &&
                    url.userinfo == base.userinfo && url.scheme == base.scheme;
  if (!same) url = base;
}

// The texts around `marks`, one more than those; empty when they are not all that `text` has, in
// that order.
std::vector<std::string> splitAtMarks(std::string_view text,
                                      const std::vector<std::string>& marks) {
  std::vector<std::string> pieces;
  for (const std::string& mark : marks) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return {};
    pieces.emplace_back(text.substr(0, at));
    text.remove_prefix(at + mark.size());
  }
  pieces.emplace_back(text);
  const bool more = std::any_of(pieces.begin(), pieces.end(), [](const std::string& piece) {
    return piece.find(kMark) != std::string::npos;
  });
  return more ? std::vector<std::string>() : pieces;
}

}  // namespace

std::string RequestFrame::mark(std::size_t index) {
  return std::string(kMark) + std::to_string(index) + '.';
}

std::shared_ptr<const RequestFrame> RequestFrame::of(RenderedRequest sample,
                                                     const Sources& sources) {
  std::vector<std::string> marks;
  if (sources.target != nullptr) marks.push_back(mark(0));
  const std::size_t values = sources.params.size() + sources.fields.size();
  for (std::size_t i = 1; i <= values; ++i) marks.push_back(mark(i));
  Pieces pieces = splitAtMarks(sample.own_head, marks);
  if (pieces.empty() || !sample.files.empty()) return nullptr;

  RequestFrame frame;
  frame.constant_ = sample.takeConstantParts();
  frame.constant_.head.clear();
  auto piece = pieces.begin();
  if (sources.target != nullptr && !frame.takeTarget(*sources.target, *piece++)) return nullptr;
  if (!frame.takeQuery(sources, piece)) return nullptr;
  if (sources.body != nullptr && !frame.takeBody(*sources.body)) return nullptr;
  for (const expression::ValueTemplate* value : sources.fields) {
    frame.fields_.push_back({value, std::move(*piece++)});
  }
  return std::make_shared<const RequestFrame>(std::move(frame));
}

// Takes the sample's target, "/" and mark 0, off the url and off what stands before the mark.
bool RequestFrame::takeTarget(const expression::Template& target, std::string& before_mark) {
  const std::string sample_target = "/" + mark(0);
  std::string& path = constant_.url.path;
  if (!before_mark.ends_with('/') || !path.ends_with(sample_target)) return false;
  path.resize(path.size() - sample_target.size());
  before_mark.pop_back();
  constant_.head = std::move(before_mark);
  target_ = &target;
  return true;
}

// Takes the pieces up to the end of the target: what stands there is the path and query of a
// constant url, or nothing, then the step's params.
bool RequestFrame::takeQuery(const Sources& sources, Pieces::iterator& piece) {
  before_params_ = std::move(*piece++);
  for (const expression::ValueTemplate* value : sources.params) {
    params_.push_back({value, std::move(*piece++)});
  }
  std::string& last = params_.empty() ? before_params_ : params_.back().after;
  const std::size_t end = last.find(" HTTP/1.1\r\n");
  if (end == std::string::npos) return false;
  after_query_ = last.substr(end);
  last.resize(end);

  if (target_ == nullptr && params_.empty()) {  // the url has all of its query
    constant_.head = std::move(before_params_);
    return true;
  }
  has_params_ = constant_.url.query.size() > constant_.params_at;
  if (!has_params_) return true;
  constant_.url.query.resize(constant_.params_at);
  constant_.url.has_query = constant_.params_at > 0;
  const std::size_t question = before_params_.find('?');
  if (question == std::string::npos) return false;
  const std::size_t params = question + 1 + constant_.params_at + (constant_.params_at > 0 ? 1 : 0);
  if (target_ == nullptr) constant_.head = before_params_.substr(0, params);
  before_params_.erase(0, params);
  return true;
}

// Cuts the text behind the query where it has the length of the body.
bool RequestFrame::takeBody(const expression::ValueTemplate& value) {
  constexpr std::string_view kField = "\r\nContent-Length: ";
  const std::string digits = std::to_string(constant_.body.size());
  const std::size_t at = after_query_.find(std::string(kField) + digits + "\r\n");
  if (at == std::string::npos) return false;
  body_value_ = &value;
  after_length_ = after_query_.substr(at + kField.size() + digits.size());
  after_query_.resize(at + kField.size());
  return true;
}

bool RequestFrame::render(const Scope& scope, RenderedRequest& out) const {
  std::string& head = out.own_head;
  head = constant_.head;
  out.use(constant_);
  if (target_ != nullptr && !renderTarget(scope, out)) return false;
  if (has_params_ && !renderParams(scope, out)) return false;
  head += after_query_;
  if (body_value_ != nullptr) {
    out.own_body.clear();
    if (!body_value_->appendJson(out.own_body, scope)) return false;
    head += std::to_string(out.own_body.size());
    head += after_length_;
  }
  for (const Part& field : fields_) {
    const std::size_t value_at = head.size();
    if (!field.value->appendTo(head, scope)) return false;
    if (!isFieldValue(std::string_view(head).substr(value_at))) return false;
    head += field.after;
  }
  out.dropFiles();
  out.fixed = nullptr;
  out.head = head;
  if (body_value_ != nullptr) out.body = out.own_body;
  return true;
}

bool RequestFrame::renderTarget(const Scope& scope, RenderedRequest& out) const {
  const std::size_t at = out.own_head.size();
  if (!target_->appendTo(out.own_head, scope)) return false;
  if (!takePlainTarget(std::string_view(out.own_head).substr(at), constant_.url, out)) return false;
  out.url = &out.own_url;
  out.params_at = out.own_url.query.size();
  return true;
}

// Adds the params to the head and to the url.
bool RequestFrame::renderParams(const Scope& scope, RenderedRequest& out) const {
  std::string& head = out.own_head;
  http::Url& url = out.own_url;
  if (target_ == nullptr) {
    takeHost(url, constant_.url);
    url.path = constant_.url.path;
    url.query = constant_.url.query;
    out.url = &url;
  } else if (!url.has_query) {
    head += '?';
  } else if (!url.query.empty()) {
    head += '&';
  }
  const std::size_t params_at = head.size();
  head += before_params_;
  for (const Part& param : params_) {
    const std::size_t value_at = head.size();
    if (!param.value->appendTo(head, scope)) return false;
    http::formEscapeFrom(head, value_at);
    head += param.after;
  }
  if (!url.query.empty()) url.query += '&';
  url.query.append(head, params_at);
  url.has_query = true;
  return true;
}

bool takePlainTarget(std::string_view target, const http::Url& base, RenderedRequest& out) {
  const std::size_t length = plainPathLength(target);
  if (length == 0) return false;
  const std::string_view path = target.substr(0, length);
  http::Url& url = out.own_url;
  takeHost(url, base);
  if (base.path.empty() || base.path == "/") {
    url.path = path;
  } else {
    url.path = base.path;
    url.path += path;
  }
  url.has_query = length != target.size();
  url.query.clear();
  if (url.has_query) url.query = target.substr(length + 1);
  return true;
}

}  // namespace hrp::engine
