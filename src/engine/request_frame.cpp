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

// The texts around the marks 0 to `count` - 1 of `text`; empty when those are not all that it has,
// in that order.
std::vector<std::string> splitAtMarks(std::string_view text, std::size_t count) {
  std::vector<std::string> pieces;
  for (std::size_t index = 0; index < count; ++index) {
    const std::string mark = RequestFrame::mark(index);
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

std::shared_ptr<const RequestFrame> RequestFrame::of(
    RenderedRequest sample, const expression::Template& target,
    const std::vector<const expression::ValueTemplate*>& values) {
  const std::string sample_target = "/" + mark(0);
  std::string& path = sample.own_url.path;
  std::vector<std::string> pieces = splitAtMarks(sample.own_head, values.size() + 1);
  if (pieces.empty() || !pieces[0].ends_with('/') || !path.ends_with(sample_target) ||
      sample.own_url.has_query || !sample.files.empty()) {
    return nullptr;
  }
  RequestFrame frame;
  path.resize(path.size() - sample_target.size());
  pieces[0].pop_back();
  frame.before_target_ = std::move(pieces[0]);
  frame.target_ = &target;
  frame.after_target_ = std::move(pieces[1]);
  for (std::size_t i = 0; i < values.size(); ++i) {
    frame.fields_.push_back({values[i], std::move(pieces[i + 2])});
  }
  frame.base_ = std::move(sample.own_url);
  frame.origin_ = std::move(sample.own_origin);
  frame.body_ = std::move(sample.own_body);
  frame.step_cookies_ = std::move(sample.own_step_cookies);
  return std::make_shared<const RequestFrame>(std::move(frame));
}

bool RequestFrame::render(const Scope& scope, RenderedRequest& out) const {
  std::string& head = out.own_head;
  head = before_target_;
  const std::size_t target_at = head.size();
  if (!target_->appendTo(head, scope)) return false;
  if (!takePlainTarget(std::string_view(head).substr(target_at), base_, out)) return false;
  head += after_target_;
  for (const Part& field : fields_) {
    const std::size_t value_at = head.size();
    if (!field.value->appendTo(head, scope)) return false;
    if (!isFieldValue(std::string_view(head).substr(value_at))) return false;
    head += field.after;
  }
  out.dropFiles();
  out.fixed = nullptr;
  out.url = &out.own_url;
  out.origin = &origin_;
  out.head = head;
  out.body = body_;
  out.step_cookies = step_cookies_;
  out.params_at = out.own_url.query.size();
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
