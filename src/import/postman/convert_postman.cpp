#include <optional>
#include <utility>

#include "import/converters.hpp"
#include "import/ordered_access.hpp"
#include "import/postman/postman_text.hpp"
#include "import/request_writer.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t kMostDepth = 64;  // of folders in folders

bool isDisabled(const OrderedValue& item) {
  const OrderedValue& value = valueIn(item, "disabled");
  return value.is_boolean() && value.get<bool>();
}

std::vector<OrderedValue> enabledOf(const OrderedValue& list) {
  std::vector<OrderedValue> out;
  if (!list.is_array()) return out;
  for (const OrderedValue& item : list) {
    if (item.is_object() && !isDisabled(item)) out.push_back(item);
  }
  return out;
}

// "a.b" of ["a", "b"], a text as it is; elements may be {"value": …}.
std::string joined(const OrderedValue& parts, const std::string& separator) {
  if (parts.is_string()) return parts.get<std::string>();
  std::string out;
  if (!parts.is_array()) return out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i].is_string() ? parts[i].get<std::string>() : textIn(parts[i], "value");
  }
  return out;
}

// The parameters of an auth: 2.1 has a list of {key, value}, 2.0 a map.
std::string authValue(const OrderedValue& auth, const std::string& type, const char* key) {
  const OrderedValue& values = valueIn(auth, type.c_str());
  if (values.is_object()) return textIn(values, key);
  for (const OrderedValue& entry : enabledOf(values)) {
    if (textIn(entry, "key") == key) return textIn(entry, "value");
  }
  return {};
}

class RequestReader {
 public:
  RequestReader(PostmanText& texts, FileSource& files, std::string place)
      : texts_(texts), files_(files), place_(std::move(place)) {}

  Result<OrderedValue> read(const OrderedValue& source, const OrderedValue& auth,
                            std::vector<std::string>& notes) {
    std::string method = textIn(source, "method");
    if (method.empty()) method = "GET";
    auto url = source.is_string() ? Result<std::string>(source.get<std::string>())
                                  : readUrl(valueIn(source, "url"));
    if (!url) return base::fail(std::move(url.error()));
    for (const OrderedValue& header : enabledOf(valueIn(source, "header"))) {
      headers_.add(texts_.convert(textIn(header, "key")), texts_.convert(textIn(header, "value")));
    }
    std::string query = url->find('?') == std::string::npos ? "?" : "&";
    readAuth(auth, query, notes);
    if (query.size() == 1) query.clear();
    OrderedValue body = OrderedValue::object();
    const OrderedValue& written = valueIn(source, "body");
    if (written.is_object() && !isDisabled(written)) {
      if (auto made = readBody(written, body, notes); !made) return base::fail(made.error());
    }
    OrderedValue request = OrderedValue::object();
    request["method"] = texts_.convert(method);
    request["url"] = texts_.convert(*url) + query;
    if (!headers_.empty()) request["headers"] = headers_.value();
    request.update(body);
    return request;
  }

 private:
  [[nodiscard]] Result<std::string> readUrl(const OrderedValue& url) const {
    std::string out = url.is_string() ? url.get<std::string>() : urlOf(url);
    out.resize(std::min(out.find('#'), out.size()));
    if (out.empty()) {
      return base::fail(ErrorCode::kParse, place_ + ": the request has no URL");
    }
    // A variable may hold the scheme.
    if (out.find("://") == std::string::npos && !out.starts_with("{{")) out.insert(0, "http://");
    return out;
  }

  // From its parts: `raw` may not agree with what is disabled or with the path variables.
  static std::string urlOf(const OrderedValue& url) {
    if (!url.is_object()) return {};
    std::string out = joined(valueIn(url, "host"), ".");
    if (out.empty()) return textIn(url, "raw");
    if (const std::string protocol = textIn(url, "protocol"); !protocol.empty()) {
      out = protocol + (protocol.ends_with("://") ? "" : "://") + out;
    }
    if (const std::string port = textIn(url, "port"); !port.empty()) out += ":" + port;
    std::string path = joined(valueIn(url, "path"), "/");
    for (const OrderedValue& variable : enabledOf(valueIn(url, "variable"))) {
      replacePathVariable(path, ":" + textIn(variable, "key"), textIn(variable, "value"));
    }
    if (!path.empty()) out += path.starts_with('/') ? path : "/" + path;
    std::string query;
    for (const OrderedValue& param : enabledOf(valueIn(url, "query"))) {
      query += (query.empty() ? "?" : "&") + textIn(param, "key");
      if (param.contains("value") && !param["value"].is_null())
        query += "=" + textIn(param, "value");
    }
    return out + query;
  }

  static void replacePathVariable(std::string& path, const std::string& name,
                                  const std::string& value) {
    if (name.size() < 2) return;
    for (std::size_t at = path.find(name); at != std::string::npos; at = path.find(name, at)) {
      const std::size_t end = at + name.size();
      const bool whole =
          (at == 0 || path[at - 1] == '/') && (end == path.size() || path[end] == '/');
      if (whole) path.replace(at, name.size(), value);
      at += whole ? value.size() : name.size();
    }
  }

  void readAuth(const OrderedValue& auth, std::string& query, std::vector<std::string>& notes) {
    const std::string type = textIn(auth, "type");
    if (type.empty() || type == "noauth") return;
    if (type == "bearer") {
      addAuthorization("Bearer " + texts_.convert(authValue(auth, type, "token")));
    } else if (type == "basic") {
      const std::string user = authValue(auth, type, "username");
      const std::string pair = user + ":" + authValue(auth, type, "password");
      const bool constant = pair.find("{{") == std::string::npos;
      addAuthorization("Basic " + (constant
                                       ? base64Text(pair)
                                       : "${base64(\"" + texts_.convertArgument(pair) + "\")}"));
    } else if (type == "apikey") {
      const std::string key = texts_.convert(authValue(auth, type, "key"));
      const std::string value = authValue(auth, type, "value");
      if (authValue(auth, type, "in") == "query") {
        apiKeyQuery(authValue(auth, type, "key"), value, query);
      } else {
        headers_.addDefault(key, texts_.convert(value));
      }
    } else {
      notes.push_back(place_ + ": the authorization \"" + type + "\" is not converted");
    }
  }

  void apiKeyQuery(const std::string& key, const std::string& value, std::string& query) {
    query += texts_.convertEncoded(key) + "=" + texts_.convertEncoded(value);
  }

  void addAuthorization(const std::string& value) { headers_.addDefault("Authorization", value); }

  Result<> readBody(const OrderedValue& body, OrderedValue& request,
                    std::vector<std::string>& notes) {
    const std::string mode = textIn(body, "mode");
    if (mode == "raw") return readRaw(body, request);
    if (mode == "urlencoded") return readUrlEncoded(valueIn(body, "urlencoded"), request);
    if (mode == "formdata") return readForm(valueIn(body, "formdata"), request);
    if (mode == "file") return readFile(valueIn(body, "file"), request, notes);
    if (mode == "graphql") return readGraphQl(valueIn(body, "graphql"), request);
    if (mode.empty() || mode == "none") return {};
    return base::fail(ErrorCode::kUnsupported,
                      place_ + ": the body mode \"" + mode + "\" is not supported");
  }

  Result<> readRaw(const OrderedValue& body, OrderedValue& request) {
    const std::string text = textIn(body, "raw");
    if (text.empty()) return {};
    const std::string language = textIn(valueIn(valueIn(body, "options"), "raw"), "language");
    if (language == "json") headers_.addDefault("Content-Type", "application/json");
    if (language == "xml") headers_.addDefault("Content-Type", "application/xml");
    if (language == "html") headers_.addDefault("Content-Type", "text/html");
    if (language == "javascript") headers_.addDefault("Content-Type", "application/javascript");
    if (language == "text") headers_.addDefault("Content-Type", "text/plain");
    request["body"] = texts_.convert(text);
    return {};
  }

  Result<> readUrlEncoded(const OrderedValue& fields, OrderedValue& request) {
    headers_.addDefault("Content-Type", "application/x-www-form-urlencoded");
    std::string form;
    for (const OrderedValue& field : enabledOf(fields)) {
      if (!form.empty()) form += '&';
      form += texts_.convertEncoded(textIn(field, "key")) + "=" +
              texts_.convertEncoded(textIn(field, "value"));
    }
    if (!form.empty()) request["body"] = form;
    return {};
  }

  Result<> readForm(const OrderedValue& fields, OrderedValue& request) {
    std::vector<FormPart> parts;
    for (const OrderedValue& field : enabledOf(fields)) {
      FormPart part;
      part.name = texts_.convert(textIn(field, "key"));
      part.type = textIn(field, "contentType");
      part.place = place_;
      part.is_file = textIn(field, "type") == "file";
      if (!part.is_file) {
        part.text = texts_.convert(textIn(field, "value"));
        parts.push_back(std::move(part));
        continue;
      }
      const OrderedValue& source = valueIn(field, "src");
      const OrderedValue list = source.is_array() ? source : OrderedValue::array({source});
      for (const OrderedValue& path : list) {
        if (!path.is_string()) {
          return base::fail(ErrorCode::kNotFound,
                            place_ + ": the form field \"" + part.name + "\" names no file");
        }
        part.text = path.get<std::string>();
        parts.push_back(part);
      }
    }
    return parts.empty() ? Result<>{} : writeForm(parts, files_, headers_, request);
  }

  Result<> readFile(const OrderedValue& file, OrderedValue& request,
                    std::vector<std::string>& notes) {
    const std::string path = file.is_string() ? file.get<std::string>() : textIn(file, "src");
    if (path.empty()) {
      notes.push_back(place_ + ": the body is a file, but none is named");
      return {};
    }
    auto content = readSourceFile(path, place_, files_);
    if (!content) return base::fail(std::move(content.error()));
    request["body"] = dataText(*content);
    return {};
  }

  Result<> readGraphQl(const OrderedValue& graphql, OrderedValue& request) {
    headers_.addDefault("Content-Type", "application/json");
    std::string variables = textIn(graphql, "variables");
    if (variables.find_first_not_of(" \t\r\n") == std::string::npos) variables = "{}";
    request["body"] = texts_.convert("{\"query\":" + OrderedValue(textIn(graphql, "query")).dump() +
                                     ",\"variables\":" + variables + "}");
    return {};
  }

  PostmanText& texts_;
  FileSource& files_;
  std::string place_;
  HeaderList headers_;
};

class CollectionReader {
 public:
  CollectionReader(const OrderedValue& collection, const std::string& file, FileSource& files)
      : collection_(collection), file_(file), files_(files) {}

  Result<Converted> read() && {
    define(valueIn(collection_, "variable"));
    countScripts(collection_);
    const OrderedValue& auth = valueIn(collection_, "auth");
    if (auto added = addItems(valueIn(collection_, "item"), auth, {}, 0); !added) {
      return base::fail(std::move(added.error()));
    }
    if (steps_.empty()) return base::fail(ErrorCode::kParse, file_ + ": \"item\" holds no request");
    const std::string title = textIn(valueIn(collection_, "info"), "name");
    out_.kind = SourceKind::kPostman;
    out_.testcase = wrapSteps(dataText(title.empty() ? "collection" : title), std::move(steps_));
    const OrderedValue variables = texts_.variables();
    if (!variables.empty()) out_.testcase["config"]["variables"] = variables;
    for (const std::string& name : texts_.undefined()) {
      out_.notes.push_back(file_ + ": {{" + name + "}} is not defined in the collection; set " +
                           texts_.variableName(name) + " in config.variables");
    }
    if (scripts_ > 0) {
      out_.notes.push_back(file_ + ": " + std::to_string(scripts_) +
                           " scripts (events) are not converted");
    }
    return std::move(out_);
  }

 private:
  void define(const OrderedValue& variables) {
    for (const OrderedValue& variable : enabledOf(variables)) {
      std::string name = textIn(variable, "key");
      if (name.empty()) name = textIn(variable, "id");
      if (!name.empty()) texts_.define(name, valueIn(variable, "value"));
    }
  }

  void countScripts(const OrderedValue& item) {
    for (const OrderedValue& event : enabledOf(valueIn(item, "event"))) {
      const std::string script = joined(valueIn(valueIn(event, "script"), "exec"), "\n");
      if (script.find_first_not_of(" \t\r\n") != std::string::npos) ++scripts_;
    }
  }

  Result<> addItems(const OrderedValue& items, const OrderedValue& auth, const std::string& folder,
                    std::size_t depth) {
    if (!items.is_array()) {
      return base::fail(ErrorCode::kParse, file_ + ": \"item\" is not a list");
    }
    if (depth > kMostDepth) {
      return base::fail(ErrorCode::kLimit, file_ + ": folders nested deeper than 64");
    }
    for (const OrderedValue& item : items) {
      if (isDisabled(item)) continue;
      std::string name = folder + textIn(item, "name");
      countScripts(item);
      const OrderedValue& own = valueIn(item, "auth");
      const OrderedValue& inherited = own.is_object() ? own : auth;
      if (item.is_object() && item.contains("item")) {
        define(valueIn(item, "variable"));
        auto added = addItems(item["item"], inherited, name + " / ", depth + 1);
        if (!added) return added;
      } else if (auto added = addRequest(item, inherited, name); !added) {
        return added;
      }
    }
    return {};
  }

  Result<> addRequest(const OrderedValue& item, const OrderedValue& auth, const std::string& name) {
    const std::string place =
        file_ + ": item " + std::to_string(steps_.size() + 1) + " (" + name + ")";
    const OrderedValue& source = valueIn(item, "request");
    if (!source.is_object() && !source.is_string()) {
      return base::fail(ErrorCode::kParse, place + ": there is no \"request\" in it");
    }
    const OrderedValue& own = valueIn(source, "auth");
    auto request =
        RequestReader(texts_, files_, place).read(source, own.is_object() ? own : auth, out_.notes);
    if (!request) return base::fail(std::move(request.error()));
    const OrderedValue& behaviour = valueIn(item, "protocolProfileBehavior");
    const OrderedValue& follow = valueIn(behaviour, "followRedirects");
    if (follow.is_boolean() && !follow.get<bool>()) (*request)["allow_redirects"] = false;
    const OrderedValue& strict = valueIn(behaviour, "strictSSL");
    if (strict.is_boolean() && !strict.get<bool>()) (*request)["verify"] = false;
    OrderedValue step = OrderedValue::object();
    step["name"] = dataText(name);
    step["request"] = std::move(*request);
    steps_.push_back(std::move(step));
    return {};
  }

  const OrderedValue& collection_;
  const std::string& file_;
  FileSource& files_;
  PostmanText texts_;
  OrderedValue steps_ = OrderedValue::array();
  Converted out_;
  std::size_t scripts_ = 0;
};

}  // namespace

Result<Converted> convertPostman(const OrderedValue& document, const std::string& file,
                                 FileSource& files) {
  return CollectionReader(document, file, files).read();
}

}  // namespace hrp::import
