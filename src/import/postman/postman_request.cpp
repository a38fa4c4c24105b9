#include "import/postman/postman_request.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "import/postman/postman_access.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;
using base::Result;

// The parameters of an auth: 2.1 has a list of {key, value}, 2.0 a map.
std::string authValue(const OrderedValue& auth, const std::string& type, const char* key) {
  const OrderedValue& values = valueIn(auth, type.c_str());
  if (values.is_object()) return textIn(values, key);
  for (const OrderedValue& entry : enabledOf(values)) {
    if (textIn(entry, "key") == key) return textIn(entry, "value");
  }
  return {};
}

bool isSwitchedTo(bool wanted, const OrderedValue& behaviour, const char* name) {
  const OrderedValue& value = valueIn(behaviour, name);
  return value.is_boolean() && value.get<bool>() == wanted;
}

void replacePathVariable(std::string& path, const std::string& name, const std::string& value) {
  if (name.size() < 2) return;
  for (std::size_t at = path.find(name); at != std::string::npos; at = path.find(name, at)) {
    const std::size_t end = at + name.size();
    const bool whole = (at == 0 || path[at - 1] == '/') && (end == path.size() || path[end] == '/');
    if (whole) path.replace(at, name.size(), value);
    at += whole ? value.size() : name.size();
  }
}

// From its parts: `raw` may not agree with what is disabled or with the path variables.
std::string urlOfParts(const OrderedValue& url) {
  if (!url.is_object()) return {};
  std::string out = joinedTexts(valueIn(url, "host"), ".");
  if (out.empty()) return textIn(url, "raw");
  if (const std::string protocol = textIn(url, "protocol"); !protocol.empty()) {
    out = protocol + (protocol.ends_with("://") ? "" : "://") + out;
  }
  if (const std::string port = textIn(url, "port"); !port.empty()) out += ":" + port;
  std::string path = joinedTexts(valueIn(url, "path"), "/");
  for (const OrderedValue& variable : enabledOf(valueIn(url, "variable"))) {
    replacePathVariable(path, ":" + textIn(variable, "key"), textIn(variable, "value"));
  }
  if (!path.empty()) out += path.starts_with('/') ? path : "/" + path;
  std::string query;
  for (const OrderedValue& param : enabledOf(valueIn(url, "query"))) {
    query += (query.empty() ? "?" : "&") + textIn(param, "key");
    if (param.contains("value") && !param["value"].is_null()) query += "=" + textIn(param, "value");
  }
  return out + query;
}

class RequestReader {
 public:
  explicit RequestReader(PostmanBodyNeeds needs) : needs_(needs) {}

  Result<OrderedValue> read(const PostmanItem& item) {
    const OrderedValue& source = item.source;
    std::string method = textIn(source, "method");
    if (method.empty()) method = "GET";
    std::transform(method.begin(), method.end(), method.begin(),  // as Postman does
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    auto url = urlOf(source.is_string() ? source : valueIn(source, "url"));
    if (!url) return base::fail(std::move(url.error()));
    readHeaders(valueIn(source, "header"));
    std::string query = url->find('?') == std::string::npos ? "?" : "&";
    readAuth(item.auth, query);
    if (query.size() == 1) query.clear();
    OrderedValue body = OrderedValue::object();
    const OrderedValue& written = valueIn(source, "body");
    if (written.is_object() && !isDisabled(written) && takesBody(method, item.behaviour)) {
      writePostmanBody(written, needs_, headers_, body);
    }
    OrderedValue request = OrderedValue::object();
    request["method"] = needs_.texts.convert(method);
    request["url"] = needs_.texts.convertUrl(*url) + query;
    if (!headers_.empty()) request["headers"] = headers_.value();
    request.update(body);
    if (isSwitchedTo(false, item.behaviour, "followRedirects")) request["allow_redirects"] = false;
    if (isSwitchedTo(false, item.behaviour, "strictSSL")) request["verify"] = false;
    return request;
  }

 private:
  void note(const std::string& text) { needs_.notes.push_back(needs_.place + ": " + text); }

  Result<std::string> urlOf(const OrderedValue& url) const {
    std::string out = url.is_string() ? url.get<std::string>() : urlOfParts(url);
    out.resize(std::min(out.find('#'), out.size()));
    if (out.empty()) {
      return base::fail(ErrorCode::kParse, needs_.place + ": the request has no URL");
    }
    // A variable may hold the scheme.
    if (out.find("://") == std::string::npos && !out.starts_with("{{")) out.insert(0, "http://");
    return out;
  }

  // Postman leaves the body of these methods out unless the request says otherwise.
  static bool takesBody(const std::string& method, const OrderedValue& behaviour) {
    static constexpr std::array<std::string_view, 5> kWithout{"GET", "HEAD", "COPY", "PURGE",
                                                              "UNLOCK"};
    if (isSwitchedTo(true, behaviour, "disableBodyPruning")) return true;
    return std::none_of(kWithout.begin(), kWithout.end(),
                        [&method](std::string_view one) { return sameName(method, one); });
  }

  // A list, or lines of text in old collections.
  void readHeaders(const OrderedValue& list) {
    if (list.is_string()) {
      std::string_view rest = list.get_ref<const std::string&>();
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::size_t colon = std::min(line.find(':'), line.size());
        if (colon < line.size()) addHeader(line.substr(0, colon), line.substr(colon + 1));
      }
    }
    for (const OrderedValue& header : enabledOf(list)) {
      addHeader(textIn(header, "key"), textIn(header, "value"));
    }
  }

  void addHeader(std::string_view name, std::string_view value) {
    const std::size_t start = value.find_first_not_of(" \t");
    value.remove_prefix(std::min(start, value.size()));
    headers_.add(needs_.texts.convert(name), needs_.texts.convert(value));
  }

  void readAuth(const OrderedValue& auth, std::string& query) {
    const std::string type = textIn(auth, "type");
    if (type.empty() || type == "noauth") return;
    const auto value = [&auth, &type](const char* key) { return authValue(auth, type, key); };
    PostmanText& texts = needs_.texts;
    if (type == "bearer") {
      headers_.addDefault("Authorization", "Bearer " + texts.convert(value("token")));
    } else if (type == "basic") {
      addBasic(value("username") + ":" + value("password"));
    } else if (type == "apikey") {
      if (value("in") == "query") {
        query += texts.convertEncoded(value("key")) + "=" + texts.convertEncoded(value("value"));
      } else {
        headers_.addDefault(texts.convert(value("key")), texts.convert(value("value")));
      }
    } else if (type == "oauth2" && !value("accessToken").empty()) {
      const std::string prefix = value("headerPrefix");
      if (value("addTokenTo") == "queryParams") {
        query += "access_token=" + texts.convertEncoded(value("accessToken"));
      } else {
        headers_.addDefault("Authorization", texts.convert((prefix.empty() ? "Bearer" : prefix) +
                                                           " " + value("accessToken")));
      }
    } else {
      note("the authorization \"" + type + "\" is not converted");
    }
  }

  void addBasic(const std::string& pair) {
    const bool constant = pair.find("{{") == std::string::npos;
    headers_.addDefault(
        "Authorization",
        "Basic " + (constant ? base64Text(pair)
                             : "${base64(\"" + needs_.texts.convertArgument(pair) + "\")}"));
  }

  PostmanBodyNeeds needs_;
  HeaderList headers_;
};

}  // namespace

Result<OrderedValue> readPostmanRequest(const PostmanItem& item, PostmanBodyNeeds needs) {
  return RequestReader(needs).read(item);
}

}  // namespace hrp::import
