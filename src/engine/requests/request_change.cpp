#include "engine/requests/request_change.hpp"

#include <map>
#include <optional>
#include <utility>

#include "engine/requests/body_text.hpp"
#include "engine/requests/head_writer.hpp"
#include "engine/text/http_text.hpp"

namespace hrp::engine {
namespace {

using base::ErrorCode;
using expression::Value;

tl::unexpected<base::Error> refuse(const std::string& member, const std::string& problem) {
  return base::fail(ErrorCode::kInvalidArgument, "$request." + member + ": " + problem);
}

bool isScalar(const Value& value) {
  return value.is_string() || value.is_number() || value.is_boolean();
}

// The query without the part that the step's params had put at its end.
std::string withoutParams(std::string query, std::string_view params) {
  if (params.empty() || !query.ends_with(params)) return query;
  query.resize(query.size() - params.size());
  if (query.ends_with('&')) query.pop_back();
  return query;
}

class RequestChange {
 public:
  RequestChange(const Value& before, const Value& after, RenderedRequest& request)
      : before_(before), after_(before), request_(request) {
    after_.update(after);
  }

  base::Result<> apply() {
    if (auto done = takeMethod(); !done) return done;
    if (auto done = takeUrl(); !done) return done;
    if (auto done = takeHeaders(); !done) return done;
    if (auto done = takeBody(); !done) return done;
    assemble();
    return {};
  }

 private:
  [[nodiscard]] bool changed(const char* member) const { return after_[member] != before_[member]; }

  base::Result<> takeMethod() {
    const Value& method = after_["method"];
    if (method.is_string()) {
      const auto& text = method.get_ref<const std::string&>();
      method_ = changed("method") ? upperCase(text) : text;
    }
    if (isToken(method_)) return {};
    return refuse("method", "\"" + expression::toText(method) + "\" is not an HTTP method");
  }

  base::Result<> takeUrl() {
    url_ = *request_.url;
    const std::string params = url_.query.substr(request_.params_at);
    if (changed("url")) {
      auto parsed = http::Url::parse(expression::toText(after_["url"]));
      if (!parsed) return refuse("url", parsed.error().message);
      if (!parsed->hasHost()) return refuse("url", "has no host");
      url_ = std::move(*parsed);
    }
    params_at_ =
        url_.query.ends_with(params) ? url_.query.size() - params.size() : url_.query.size();
    if (!changed("params")) return {};
    if (!after_["params"].is_object()) return refuse("params", "expected a map");
    url_.query = withoutParams(std::move(url_.query), params);
    if (!url_.query.empty() && !after_["params"].empty()) url_.query += '&';
    params_at_ = url_.query.size();
    appendForm(url_.query, after_["params"]);
    url_.has_query = !url_.query.empty();
    return {};
  }

  // Of two spellings of one header that which the hook wrote counts.
  base::Result<> takeHeaders() {
    const Value& headers = after_["headers"];
    if (!headers.is_object()) return refuse("headers", "expected a map");
    const Value& old = before_["headers"];
    for (const bool written : {false, true}) {
      for (const auto& [name, value] : headers.items()) {
        const bool is_new = !old.contains(name) || old[name] != value;
        if (is_new != written) continue;
        if (value.is_null()) {
          headers_.erase(canonicalHeaderName(name));
          continue;
        }
        if (!isScalar(value)) return refuse("headers." + name, "expected text");
        std::string text = expression::toText(value);
        if (!isToken(name) || !isFieldValue(text)) {
          return refuse("headers." + name, "not a header name, or its value holds a line break");
        }
        headers_[canonicalHeaderName(name)] = std::move(text);
      }
    }
    headers_.erase("Content-Length");  // always that of the body
    if (const auto coding = take("Transfer-Encoding")) {
      chunked_ = isChunkedCoding(*coding);
      if (!chunked_) return refuse("headers.Transfer-Encoding", "only \"chunked\" can be sent");
    }
    takeHost(old);
    cookies_ = take("Cookie").value_or("");
    return {};
  }

  // A Host that the hook did not touch follows the url.
  void takeHost(const Value& old) {
    const auto host = take("Host");
    const bool kept = host && old.contains("Host") && old["Host"] == *host;
    host_ = host && !(kept && changed("url")) ? *host : url_.hostHeader();
  }

  std::optional<std::string> take(const std::string& name) {
    auto node = headers_.extract(name);
    return node ? std::optional(std::move(node.mapped())) : std::nullopt;
  }

  base::Result<> takeBody() {
    if (!changed("body")) {
      if (request_.files.empty()) {
        body_ = request_.plainBody();
      } else {
        request_.takeChunkOff();
        body_ = request_.own_body;
      }
      return {};
    }
    request_.dropFiles();
    const Value& body = after_["body"];
    if (body.is_null()) return {};
    const auto type = headers_.find("Content-Type");
    if (body.is_string()) {
      body_ = body.get_ref<const std::string&>();
    } else if (body.is_binary()) {
      body_.assign(body.get_binary().begin(), body.get_binary().end());
    } else if (!body.is_structured()) {
      return refuse("body", "expected text, a map or a list");
    } else if (body.is_object() && type != headers_.end() && isFormType(type->second)) {
      appendForm(body_, body);
    } else {
      appendJson(body_, body);
      if (type == headers_.end()) headers_["Content-Type"] = kJsonType;
    }
    return {};
  }

  void assemble() {
    RenderedRequest& out = request_;
    const bool usually_has_body = method_ == "POST" || method_ == "PUT" || method_ == "PATCH";
    out.own_body = std::move(body_);
    out.chunk = {};
    const std::uint64_t body_bytes = out.ownBodyBytes();
    if (chunked_ && body_bytes > 0) out.frameAsChunk();
    std::size_t field_bytes = HeadWriter::kOwnFieldBytes;
    for (const auto& [name, value] : headers_) field_bytes += HeadWriter::fieldBytes(name, value);
    HeadWriter head(out.own_head, {method_, url_, host_}, field_bytes);
    if (out.chunk.before > 0) {
      head.addField("Transfer-Encoding", "chunked");
    } else if (body_bytes > 0 || usually_has_body) {
      head.addLength(body_bytes);
    }
    for (const auto& [name, value] : headers_) head.addField(name, value);
    head.finish();
    const bool verify_tls = out.origin->verify_tls;
    const base::ClientCertificate* certificate = out.origin->certificate;
    const bool http2 = out.origin->http2;
    out.own_url = std::move(url_);
    out.own_origin = out.own_url.origin(verify_tls, certificate);
    out.own_origin.http2 = http2;
    out.own_step_cookies = std::move(cookies_);
    out.params_at = params_at_;
    out.useOwn();
  }

  const Value& before_;
  Value after_;
  RenderedRequest& request_;
  std::string method_;
  http::Url url_;
  std::size_t params_at_ = 0;
  std::map<std::string, std::string> headers_;
  std::string host_;
  std::string cookies_;
  std::string body_;
  bool chunked_ = false;
};

}  // namespace

base::Result<> changeRequest(const Value& before, const Value& after, RenderedRequest& request) {
  return RequestChange(before, after, request).apply();
}

}  // namespace hrp::engine
