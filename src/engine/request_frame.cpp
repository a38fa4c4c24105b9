#include "engine/request_frame.hpp"

#include <algorithm>
#include <utility>

#include "engine/http_text.hpp"

namespace hrp::engine {
namespace {

using expression::Scope;

constexpr std::string_view kMark = "hrp.variable.part.";

// Bytes that a path or query may hold as they are (RFC 3986), so that joining needs no escaping.
constexpr auto kPlainUrlBytes =
    byteTable("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_~!$&'()*+,;=:@%/?.");

bool isPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return kPlainUrlBytes[static_cast<unsigned char>(c)]; });
}

// Without an empty segment and without one that begins with a dot.
bool isCleanPath(std::string_view path) {
  char before = ' ';
  for (const char c : path) {
    if (before == '/' && (c == '/' || c == '.')) return false;
    before = c;
  }
  return path.starts_with('/');
}

// Whether `url` is below the host of `base`, as joining with it leaves it.
bool sharesHost(const http::Url& url, const http::Url& base) {
  return url.port == base.port && url.ipv6 == base.ipv6 && url.host == base.host &&
         url.userinfo == base.userinfo && url.scheme == base.scheme;
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
  for (std::size_t i = 1; i <= sources.values.size(); ++i) marks.push_back(mark(i));
  std::vector<std::string> pieces = splitAtMarks(sample.own_head, marks);
  if (pieces.empty() || !sample.files.empty()) return nullptr;

  RequestFrame frame;
  frame.base_ = std::move(sample.own_url);
  frame.origin_ = std::move(sample.own_origin);
  frame.body_ = std::move(sample.own_body);
  frame.step_cookies_ = std::move(sample.own_step_cookies);
  frame.params_at_ = sample.params_at;
  auto piece = pieces.begin();
  if (sources.target != nullptr) {
    if (!frame.takeTarget(*sources.target, *piece++)) return nullptr;
  }
  frame.after_target_ = std::move(*piece++);
  if (sources.body != nullptr && !frame.takeBody(*sources.body)) return nullptr;
  for (const expression::ValueTemplate* value : sources.values) {
    frame.fields_.push_back({value, std::move(*piece++)});
  }
  return std::make_shared<const RequestFrame>(std::move(frame));
}

// Takes the sample's target, "/" and mark 0, off the url and off what stands before the mark.
bool RequestFrame::takeTarget(const expression::Template& target, std::string& before_mark) {
  const std::string sample_target = "/" + mark(0);
  std::string& path = base_.path;
  if (!before_mark.ends_with('/') || !path.ends_with(sample_target) || base_.has_query) {
    return false;
  }
  path.resize(path.size() - sample_target.size());
  before_mark.pop_back();
  before_target_ = std::move(before_mark);
  target_ = &target;
  return true;
}

// Cuts the text behind the target where it has the length of the body.
bool RequestFrame::takeBody(const expression::ValueTemplate& value) {
  constexpr std::string_view kField = "\r\nContent-Length: ";
  const std::string digits = std::to_string(body_.size());
  const std::size_t at = after_target_.find(std::string(kField) + digits + "\r\n");
  if (at == std::string::npos) return false;
  body_value_ = &value;
  after_length_ = after_target_.substr(at + kField.size() + digits.size());
  after_target_.resize(at + kField.size());
  return true;
}

bool RequestFrame::render(const Scope& scope, RenderedRequest& out) const {
  std::string& head = out.own_head;
  head = before_target_;
  out.url = &base_;
  out.params_at = params_at_;
  if (target_ != nullptr) {
    const std::size_t target_at = head.size();
    if (!target_->appendTo(head, scope)) return false;
    if (!takePlainTarget(std::string_view(head).substr(target_at), base_, out)) return false;
    out.url = &out.own_url;
    out.params_at = out.own_url.query.size();
  }
  head += after_target_;
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
  out.origin = &origin_;
  out.head = head;
  out.body = body_value_ != nullptr ? std::string_view(out.own_body) : body_;
  out.step_cookies = step_cookies_;
  return true;
}

bool takePlainTarget(std::string_view target, const http::Url& base, RenderedRequest& out) {
  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, question);
  if (!isPlain(target) || !isCleanPath(path)) return false;
  http::Url& url = out.own_url;
  // The request that was rendered here before mostly went to the same host.
  if (!sharesHost(url, base)) url = base;
  if (base.path.empty() || base.path == "/") {
    url.path = path;
  } else {
    url.path = base.path;
    url.path += path;
  }
  url.has_query = question != target.size();
  url.query.clear();
  if (url.has_query) url.query = target.substr(question + 1);
  return true;
}

}  // namespace hrp::engine
