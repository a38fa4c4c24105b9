#include <utility>

#include "import/converters.hpp"
#include "import/ordered_access.hpp"
#include "import/request_writer.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;
using base::Result;

// One entry of the log.
class EntryReader {
 public:
  EntryReader(const OrderedValue& entry, std::string place)
      : entry_(entry), place_(std::move(place)) {}

  // No step (and a note) for what is no request over http.
  Result<OrderedValue> read(std::vector<std::string>& notes) {
    const auto found = entry_.is_object() ? entry_.find("request") : entry_.end();
    if (found == entry_.end() || !found->is_object()) {
      return refuse("there is no \"request\" map in it");
    }
    const OrderedValue& source = *found;
    const std::string method = textIn(source, "method");
    std::string url = textIn(source, "url");
    if (method.empty() || url.empty()) return refuse("\"method\" or \"url\" is missing");
    if (!url.starts_with("http://") && !url.starts_with("https://")) {
      notes.push_back(place_ + ": left out: " + url.substr(0, 60) + " is not http or https");
      return OrderedValue();
    }
    if (textIn(entry_, "_resourceType") == "websocket") {
      notes.push_back(place_ + ": left out: a WebSocket");
      return OrderedValue();
    }
    url.resize(std::min(url.find('#'), url.size()));
    return step(source, method, url, notes);
  }

 private:
  [[nodiscard]] Result<OrderedValue> refuse(const std::string& reason) const {
    return base::fail(ErrorCode::kParse, place_ + ": " + reason);
  }

  Result<OrderedValue> step(const OrderedValue& source, const std::string& method,
                            const std::string& url, std::vector<std::string>& notes) {
    readHeaders(source, url);
    OrderedValue body = OrderedValue::object();
    if (auto made = readBody(source, body, notes); !made) return base::fail(made.error());
    OrderedValue request = OrderedValue::object();
    request["method"] = dataText(method);
    request["url"] = dataText(url);
    if (!headers_.empty()) request["headers"] = headers_.value();
    request.update(body);
    request["allow_redirects"] = false;  // what a redirect led to is an entry of its own
    OrderedValue step = OrderedValue::object();
    step["name"] = dataText(requestName(method, url));
    step["request"] = std::move(request);
    const auto response = entry_.find("response");
    const bool answered = response != entry_.end() && response->is_object() &&
                          response->contains("status") &&
                          (*response)["status"].is_number_integer() &&
                          (*response)["status"].get<std::int64_t>() >= 100;
    if (answered) {
      const OrderedValue check = {"status_code", (*response)["status"]};
      step["validate"] = OrderedValue::array({OrderedValue{{"eq", check}}});
    }
    return step;
  }

  void readHeaders(const OrderedValue& source, const std::string& url) {
    const std::size_t scheme = url.find("://") + 3;
    const std::string host = url.substr(scheme, url.find_first_of("/?", scheme) - scheme);
    for (const OrderedValue& header : listIn(source, "headers")) {
      const std::string name = textIn(header, "name");
      const std::string value = textIn(header, "value");
      if (sameName(name, "Host") && sameName(value, host)) continue;
      headers_.add(dataText(name), dataText(value));
    }
    if (headers_.find("Cookie") != nullptr) return;
    for (const OrderedValue& cookie : listIn(source, "cookies")) {
      headers_.add("Cookie", dataText(textIn(cookie, "name") + "=" + textIn(cookie, "value")));
    }
  }

  Result<> readBody(const OrderedValue& source, OrderedValue& request,
                    std::vector<std::string>& notes) {
    const auto found = source.find("postData");
    if (found == source.end() || !found->is_object()) return {};
    const OrderedValue& data = *found;
    const std::string type = textIn(data, "mimeType");
    std::string text = textIn(data, "text");
    if (textIn(data, "encoding") == "base64" && !text.empty()) {
      // The testcase decodes it; it may be any bytes.
      request["body"] = "${base64_decode(\"" + dataText(text) + "\")}";
      if (!type.empty()) headers_.addDefault("Content-Type", dataText(type));
      return {};
    }
    if (text.empty()) return readParams(data, type, request, notes);
    if (!type.empty()) headers_.addDefault("Content-Type", dataText(type));
    request["body"] = dataText(text);
    return {};
  }

  // Only the fields of a form were recorded, not its bytes.
  Result<> readParams(const OrderedValue& data, const std::string& type, OrderedValue& request,
                      std::vector<std::string>& notes) {
    const OrderedValue& params = listIn(data, "params");
    if (params.empty()) return {};
    if (type.starts_with("multipart/")) {
      notes.push_back(place_ + ": the multipart form has no recorded content; its " +
                      std::to_string(params.size()) + " parts are left out");
      return {};
    }
    std::string form;
    for (const OrderedValue& param : params) {
      if (!form.empty()) form += '&';
      form += percentEncoded(textIn(param, "name"), "+") + "=" +
              percentEncoded(textIn(param, "value"), "+");
    }
    headers_.addDefault("Content-Type", "application/x-www-form-urlencoded");
    request["body"] = dataText(form);
    return {};
  }

  const OrderedValue& entry_;
  std::string place_;
  HeaderList headers_;
};

// The title of the first page, or the host of the first request.
std::string nameOf(const OrderedValue& log) {
  for (const OrderedValue& page : listIn(log, "pages")) {
    if (std::string title = textIn(page, "title"); !title.empty()) return title;
  }
  return "recorded requests";
}

}  // namespace

Result<Converted> convertHar(const OrderedValue& document, const std::string& file) {
  const OrderedValue& log = document["log"];
  Converted out;
  out.kind = SourceKind::kHar;
  OrderedValue steps = OrderedValue::array();
  std::size_t number = 0;
  for (const OrderedValue& entry : listIn(log, "entries")) {
    const std::string place = file + ": entry " + std::to_string(++number);
    auto step = EntryReader(entry, place).read(out.notes);
    if (!step) return base::fail(std::move(step.error()));
    if (!step->is_null()) steps.push_back(std::move(*step));
  }
  if (steps.empty()) {
    return base::fail(ErrorCode::kParse, file + ": log.entries holds no request over http");
  }
  out.testcase = wrapSteps(dataText(nameOf(log)), std::move(steps));
  return out;
}

}  // namespace hrp::import
