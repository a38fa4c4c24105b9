#include "engine/requests/request_renderer.hpp"

#include <algorithm>
#include <utility>

#include "engine/requests/body_text.hpp"
#include "engine/requests/head_writer.hpp"
#include "engine/text/http_text.hpp"
#include "hrp/http/credentials.hpp"

namespace hrp::engine {
namespace {

using namespace std::string_view_literals;
using base::ErrorCode;
using expression::Scope;
using expression::Value;
using testcase::FieldTemplate;
using testcase::RequestBody;
using testcase::RequestStep;

constexpr std::string_view kUserAgent = "hrp";

const Value* setValue(const expression::VariableRef& variable, const Scope& scope) {
  for (std::size_t i = 0; i < variable.count; ++i) {
    const auto slot = variable.candidates[i];
    if (slot < scope.slots.size() && expression::isSet(scope.slots[slot])) {
      return &scope.slots[slot];
    }
  }
  return nullptr;
}

// The params in the order in which they are sent; their names are constant.
std::vector<const FieldTemplate*> inOrderOfNames(const std::vector<FieldTemplate>& params) {
  std::vector<const FieldTemplate*> sorted;
  for (const FieldTemplate& param : params) sorted.push_back(&param);
  const auto name = [](const FieldTemplate* param) {
    return expression::toText(param->name.constant());
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const auto* a, const auto* b) { return name(a) < name(b); });
  return sorted;
}

base::Error inField(const base::Error& error, const std::string& field) {
  return error.within("request." + field);
}

}  // namespace

base::Result<> RequestRenderer::render(const RequestPlan& plan, const Scope& scope,
                                       RenderedRequest& out) {
  if (plan.fixed) {
    const FixedRequest& fixed = *plan.fixed;
    out.fixed = &fixed;
    out.use(fixed);
    out.head = fixed.head;
    out.dropFiles();
    return {};
  }
  if (plan.frame && plan.frame->render(scope, out)) return {};
  return renderAll(plan, scope, out);
}

base::Result<> RequestRenderer::renderAll(const RequestPlan& plan, const Scope& scope,
                                          RenderedRequest& out) {
  const RequestStep& step = *plan.step;
  std::string_view method;
  if (plan.method) {
    method = *plan.method;
  } else {
    method_.clear();
    if (auto done = step.method.appendTo(method_, scope); !done) {
      return base::fail(inField(done.error(), "method"));
    }
    method_ = method_.empty() ? "GET" : methodText(step, method_);
    method = method_;
  }
  if (!isToken(method)) {
    return base::fail(ErrorCode::kInvalidArgument,
                      "request.method: \"" + std::string(method) + "\" is not an HTTP method");
  }
  if (auto done = renderUrl(plan, scope, out); !done) return done;
  if (auto done = renderHeaders(plan, scope, out); !done) return done;
  if (auto done = renderCookies(step, scope, out.own_step_cookies); !done) return done;
  out.own_body.clear();
  out.dropFiles();
  if (auto done = renderBody(step, scope, out); !done) return done;
  out.chunk = {};
  if (chunked_ && out.ownBodyBytes() > 0) out.frameAsChunk();
  if (!out.own_url.userinfo.empty() && !has_authorization_) {
    appendField(fields_, "Authorization", http::basicCredentials(out.own_url.userinfo));
  }
  assemble(method, out);
  out.useOwn();
  return {};
}

void RequestRenderer::finish(const http::CookieJar& jar, const base::Clock& clock,
                             RenderedRequest& out) {
  if (jar.empty() && out.step_cookies.empty()) {
    if (out.fixed != nullptr) return;
    out.own_head += "\r\n"sv;
    out.head = out.own_head;
    return;
  }
  if (out.fixed != nullptr) out.own_head = out.fixed->open_head;
  std::string from_jar;
  if (!jar.empty()) {
    jar.appendTo(from_jar, out.url->host, out.url->path, out.origin->tls, clock.wallNow());
  }
  std::string cookies(out.step_cookies);
  if (!cookies.empty() && !from_jar.empty()) cookies += "; "sv;
  cookies += from_jar;
  if (!cookies.empty()) appendField(out.own_head, "Cookie", cookies);
  out.own_head += "\r\n"sv;
  out.head = out.own_head;
}

void RequestRenderer::fix(RequestPlan& plan) {
  if (plan.has_frame) plan.frame = frameOf(plan);
  if (!plan.constant) return;
  RenderedRequest rendered;
  if (!renderAll(plan, Scope{}, rendered)) return;
  auto fixed = std::make_shared<FixedRequest>();
  static_cast<ConstantParts&>(*fixed) = rendered.takeConstantParts();
  fixed->open_head = std::move(fixed->head);
  fixed->head = fixed->open_head + "\r\n";
  plan.fixed = std::move(fixed);
}

// Renders a sample of the request, with marks where it depends on the user.
std::shared_ptr<const RequestFrame> RequestRenderer::frameOf(const RequestPlan& plan) {
  RequestStep step = *plan.step;
  RequestPlan sample = plan;
  sample.step = &step;
  RequestFrame::Sources sources;
  if (!step.url.isConstant()) {
    sources.target = &plan.step->url;
    step.url = expression::Template::literal("/" + RequestFrame::mark(0));
  }
  if (step.body.kind == RequestBody::Kind::kValue && !step.body.value.isConstant()) {
    sources.body = &plan.step->body.value;
    step.body.value = expression::ValueTemplate::literal(Value::array());
  }
  step.params.clear();
  for (const FieldTemplate* param : inOrderOfNames(plan.step->params)) {
    step.params.push_back(*param);
    if (param->value.isConstant()) continue;
    sources.params.push_back(&param->value);
    const std::string mark = RequestFrame::mark(sources.params.size());
    step.params.back().value = expression::ValueTemplate::literal(mark);
  }
  for (HeaderPlan& header : sample.headers) {
    if (header.value || header.kind == HeaderKind::kHidden) continue;
    sources.fields.push_back(&header.field->value);
    header.value = RequestFrame::mark(sources.params.size() + sources.fields.size());
  }
  RenderedRequest rendered;
  if (!renderAll(sample, Scope{}, rendered)) return nullptr;
  return RequestFrame::of(std::move(rendered), sources);
}

base::Result<> RequestRenderer::renderUrl(const RequestPlan& plan, const Scope& scope,
                                          RenderedRequest& out) {
  const RequestStep& step = *plan.step;
  url_text_.clear();
  if (auto done = step.url.appendTo(url_text_, scope); !done) {
    return base::fail(inField(done.error(), "url"));
  }
  std::string_view base_url;
  if (plan.base_url) {
    base_url = *plan.base_url;
  } else if (const Value* base = setValue(step.base_url, scope)) {
    if (base->is_string()) {
      base_url = base->get_ref<const std::string&>();
    } else {
      base_text_ = expression::toText(*base);
      base_url = base_text_;
    }
  }
  if (auto done = joinUrl(base_url, step, out); !done) {
    return base::fail(inField(done.error(), "url"));
  }
  out.own_origin.http2 = step.http2;
  out.params_at = out.own_url.query.size();
  if (step.params.empty()) return {};
  if (auto done = appendParams(step, scope, out.own_url.query); !done) return done;
  out.own_url.has_query = !out.own_url.query.empty();
  return {};
}

base::Result<> RequestRenderer::joinUrl(std::string_view base_url, const RequestStep& step,
                                        RenderedRequest& out) {
  const bool known = parsed_ && parsed_base_text_ == base_url &&
                     parsed_origin_.verify_tls == step.verify_tls &&
                     parsed_origin_.certificate == step.certificate.get();
  if (known && joinPlainPath(url_text_, out)) return {};
  auto joined = http::joinBaseUrl(base_url, url_text_);
  if (!joined) return base::fail(std::move(joined.error()));
  if (!joined->hasHost()) {
    return base::fail(ErrorCode::kInvalidArgument,
                      "\"" + url_text_ + "\" has no host and there is no base_url",
                      "write http:// or https:// in front of it, or set base_url in the config");
  }
  out.own_url = std::move(*joined);
  out.own_origin = out.own_url.origin(step.verify_tls, step.certificate.get());
  host_text_ = out.own_url.hostHeader();
  host_ = host_text_;
  if (known || base_url.empty()) return {};
  if (auto base = http::Url::parse(base_url); base && base->hasHost()) {
    parsed_base_text_ = base_url;
    parsed_base_ = std::move(*base);
    parsed_base_.query.clear();
    parsed_base_.has_query = false;
    parsed_origin_ = parsed_base_.origin(step.verify_tls, step.certificate.get());
    parsed_host_ = parsed_base_.hostHeader();
    parsed_ = true;
  }
  return {};
}

// A path that needs neither cleaning nor escaping below a base URL without a path of its own: the
// common case, and many times cheaper than parsing.
bool RequestRenderer::joinPlainPath(std::string_view url, RenderedRequest& out) {
  if (!parsed_base_.path.empty() && parsed_base_.path != "/") return false;
  if (!takePlainTarget(url, parsed_base_, out)) return false;
  if (out.own_origin != parsed_origin_) out.own_origin = parsed_origin_;
  host_ = parsed_host_;
  return true;
}

base::Result<> RequestRenderer::appendParams(const RequestStep& step, const Scope& scope,
                                             std::string& query) {
  std::vector<Field> params;
  for (const FieldTemplate& field : step.params) {
    Field param;
    if (auto done = field.name.appendTo(param.first, scope); !done) {
      return base::fail(inField(done.error(), "params"));
    }
    if (auto done = field.value.appendTo(param.second, scope); !done) {
      return base::fail(inField(done.error(), "params." + param.first));
    }
    params.push_back(std::move(param));
  }
  std::stable_sort(params.begin(), params.end(),
                   [](const Field& a, const Field& b) { return a.first < b.first; });
  for (const auto& [name, value] : params) {
    if (!query.empty()) query += '&';
    http::appendFormEscaped(query, name);
    query += '=';
    http::appendFormEscaped(query, value);
  }
  return {};
}

base::Result<> RequestRenderer::renderHeaders(const RequestPlan& plan, const Scope& scope,
                                              RenderedRequest& out) {
  fields_.clear();
  user_agent_ = kUserAgent;
  content_type_.clear();
  out.own_step_cookies.clear();
  has_authorization_ = false;
  has_accept_encoding_ = chunked_ = false;
  upgrade_ = plan.upgrade;
  for (const HeaderPlan& header : plan.headers) {
    HeaderKind kind = header.kind;
    if (kind == HeaderKind::kHidden) continue;
    std::string_view name;
    if (header.name) {
      name = *header.name;
    } else {
      header_name_.clear();
      if (auto done = header.field->name.appendTo(header_name_, scope); !done) {
        return base::fail(inField(done.error(), "headers"));
      }
      header_name_ = canonicalHeaderName(header_name_);
      kind = headerKindOf(header_name_);
      name = header_name_;
    }
    std::string_view value;
    if (header.value) {
      value = *header.value;
    } else {
      header_value_.clear();
      if (auto done = header.field->value.appendTo(header_value_, scope); !done) {
        return base::fail(inField(done.error(), "headers." + std::string(name)));
      }
      value = header_value_;
    }
    if (kind == HeaderKind::kHidden) continue;
    if (!(header.name_is_token || isToken(name)) || !isFieldValue(value)) {
      return base::fail(ErrorCode::kInvalidArgument,
                        "request.headers: \"" + std::string(name) +
                            "\" is not a header name, or its value holds a line break");
    }
    if (kind == HeaderKind::kTransferEncoding && !isChunkedCoding(value)) {
      return base::fail(ErrorCode::kInvalidArgument,
                        "request.headers.Transfer-Encoding: only \"chunked\" can be sent, not \"" +
                            std::string(value) + "\"");
    }
    takeHeader(kind, name, value, out);
  }
  return {};
}

void RequestRenderer::takeHeader(HeaderKind kind, std::string_view name, std::string_view value,
                                 RenderedRequest& out) {
  switch (kind) {
    case HeaderKind::kHost:
      host_text_ = value;
      host_ = host_text_;
      return;
    case HeaderKind::kUserAgent:
      user_agent_text_ = value;
      user_agent_ = user_agent_text_;
      return;
    case HeaderKind::kContentType:
      content_type_ = value;
      return;
    case HeaderKind::kCookie:
      if (!out.own_step_cookies.empty()) out.own_step_cookies += "; ";
      out.own_step_cookies += value;
      return;
    case HeaderKind::kContentLength:  // always that of the body
    case HeaderKind::kHidden:
      return;
    case HeaderKind::kTransferEncoding:
      chunked_ = true;
      return;
    case HeaderKind::kAuthorization:
      has_authorization_ = true;
      break;
    case HeaderKind::kAcceptEncoding:
      has_accept_encoding_ = true;
      break;
    case HeaderKind::kOther:
      break;
  }
  if (options_.disable_keepalive && name == "Connection") return;
  appendField(fields_, name, value);
}

base::Result<> RequestRenderer::renderCookies(const RequestStep& step, const Scope& scope,
                                              std::string& out) {
  for (const FieldTemplate& field : step.cookies) {
    header_name_.clear();
    header_value_.clear();
    if (auto done = field.name.appendTo(header_name_, scope); !done) {
      return base::fail(inField(done.error(), "cookies"));
    }
    if (auto done = field.value.appendTo(header_value_, scope); !done) {
      return base::fail(inField(done.error(), "cookies." + header_name_));
    }
    appendCookie(out, header_name_, header_value_);
  }
  return {};
}

base::Result<> RequestRenderer::renderBody(const RequestStep& step, const Scope& scope,
                                           RenderedRequest& request) {
  const RequestBody& body = step.body;
  std::string& out = request.own_body;
  if (body.kind == RequestBody::Kind::kNone) return {};
  if (body.kind == RequestBody::Kind::kUpload) return renderUpload(step, scope, request);
  const bool constant = body.value.isConstant();
  if (constant && body.value.constant().is_null()) return {};
  if (body.from_json_field) content_type_ = kJsonType;
  const bool form = isFormType(content_type_);
  if (!constant && body.value.isStructured() && !form) {
    if (auto done = body.value.appendJson(out, scope); !done) {
      return base::fail(inField(done.error(), "body"));
    }
    if (content_type_.empty()) content_type_ = kJsonType;
    return {};
  }
  Value evaluated;
  if (!constant) {
    auto result = body.value.evaluate(scope);
    if (!result) return base::fail(inField(result.error(), "body"));
    evaluated = std::move(*result);
  }
  const Value& value = constant ? body.value.constant() : evaluated;
  if (value.is_string()) {
    out += value.get_ref<const std::string&>();
  } else if (value.is_binary()) {
    out.append(value.get_binary().begin(), value.get_binary().end());
  } else if (value.is_object() && form) {
    appendForm(out, value);
  } else if (value.is_structured()) {
    appendJson(out, value);
    if (content_type_.empty()) content_type_ = kJsonType;
  } else {
    return base::fail(
        ErrorCode::kInvalidArgument,
        "request.body: must be a text, a map or a list, not " + std::string(value.type_name()));
  }
  return {};
}

base::Result<> RequestRenderer::renderUpload(const RequestStep& step, const Scope& scope,
                                             RenderedRequest& out) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string boundary = "----hrp";
  for (int i = 0; i < 24; ++i) boundary += kHex[random_.below(16)];
  MultipartWriter writer(out.own_body, out.files, boundary);
  for (const testcase::UploadPart& part : step.body.upload) {
    std::string name;
    if (auto done = part.name.appendTo(name, scope); !done) {
      return base::fail(inField(done.error(), "upload"));
    }
    std::string value;
    if (auto done = part.value.appendTo(value, scope); !done) {
      return base::fail(inField(done.error(), "upload." + name));
    }
    if (auto done = writer.add(name, parseUploadValue(value), open_file_); !done) {
      return base::fail(inField(done.error(), "upload." + name));
    }
  }
  writer.finish();
  content_type_ = "multipart/form-data; boundary=" + boundary;
  return {};
}

void RequestRenderer::assemble(std::string_view method, RenderedRequest& out) const {
  const bool usually_has_body = method == "POST" || method == "PUT" || method == "PATCH";
  const std::uint64_t body_bytes = out.ownBodyBytes();
  const bool compression = !has_accept_encoding_ && !options_.disable_compression;
  HeadWriter head(
      out.own_head, {method, out.own_url, host_},
      HeadWriter::kOwnFieldBytes + user_agent_.size() + content_type_.size() + fields_.size());
  if (!user_agent_.empty()) head.addField("User-Agent"sv, user_agent_);
  if (out.chunk.before > 0) {
    head.addField("Transfer-Encoding"sv, "chunked"sv);
  } else if (body_bytes > 0 || usually_has_body) {
    head.addLength(body_bytes);
  }
  if (!content_type_.empty()) head.addField("Content-Type"sv, content_type_);
  head.add(fields_);
  if (!upgrade_ && compression && method != "HEAD") head.addField("Accept-Encoding"sv, "gzip"sv);
  if (!upgrade_ && options_.disable_keepalive) head.addField("Connection"sv, "close"sv);
  head.finish();
}

}  // namespace hrp::engine
