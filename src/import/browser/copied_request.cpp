#include "import/browser/copied_request.hpp"

#include <algorithm>

#include "import/request_writer.hpp"

namespace hrp::import {

base::Result<OrderedValue> makeCopiedStep(const CopiedRequest& request) {
  const bool http = sameName(request.url.substr(0, 7), "http://") ||
                    sameName(request.url.substr(0, 8), "https://");
  if (!http) {
    return base::fail(base::ErrorCode::kUnsupported,
                      request.place + ": " + request.url + " is not http or https");
  }
  HeaderList headers;
  for (const auto& [name, value] : request.headers) {
    const bool length = sameName(name, "Content-Length");
    if (length && !request.body && value.find_first_not_of('0') != std::string::npos) {
      return base::fail(base::ErrorCode::kParse,
                        request.place + ": Content-Length says " + value + ", but there is no body",
                        "the browser did not keep the body: save the requests as HAR");
    }
    headers.add(dataText(name), dataText(value));
  }
  const std::string url = request.url.substr(0, request.url.find('#'));
  OrderedValue written = OrderedValue::object();
  writeMethod(dataText(request.method), written);
  written["url"] = dataText(url);
  if (!headers.empty()) written["headers"] = headers.value();
  if (request.body && !request.body->empty()) written["body"] = dataText(*request.body);
  OrderedValue step = OrderedValue::object();
  step["name"] = dataText(requestName(request.method, url));
  step["request"] = std::move(written);
  return step;
}

base::Result<Converted> convertCopied(std::vector<base::Result<CopiedRequest>> requests,
                                      std::vector<std::string> notes, const std::string& file) {
  OrderedValue steps = OrderedValue::array();
  std::vector<base::Error> errors;
  for (auto& request : requests) {
    auto step = request ? makeCopiedStep(*request)
                        : base::Result<OrderedValue>(base::fail(std::move(request.error())));
    if (step) {
      steps.push_back(std::move(*step));
    } else {
      errors.push_back(std::move(step.error()));
    }
  }
  if (steps.empty() && !errors.empty()) return base::fail(std::move(errors.front()));
  if (steps.empty()) {
    return base::fail(base::ErrorCode::kParse, file + ": there is no request in it");
  }
  Converted out;
  out.kind = SourceKind::kBrowser;
  out.notes = std::move(notes);
  for (const base::Error& error : errors) {
    out.notes.push_back(error.message + "; this request is left out");
  }
  const std::string name = steps.size() == 1 ? steps[0]["name"].get<std::string>() : "requests";
  out.testcase = wrapSteps(name, std::move(steps));
  return out;
}

}  // namespace hrp::import
