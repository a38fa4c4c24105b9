#include <algorithm>
#include <utility>

#include "hrp/base/text_place.hpp"
#include "import/browser/copied_request.hpp"
#include "import/ordered_access.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::string_view kCall = "fetch(";

// Behind the ")" that closes the call whose arguments begin at `at`; npos: nothing closes it.
std::size_t endOfArguments(std::string_view text, std::size_t at) {
  std::size_t depth = 1;
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\' && quoted) {
      ++at;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == '(') {
      ++depth;
    } else if (!quoted && c == ')' && --depth == 0) {
      return at;
    }
  }
  return std::string_view::npos;
}

// The arguments as browsers write them are JSON.
Result<CopiedRequest> readCall(std::string_view arguments, std::string place) {
  const std::string list = "[" + std::string(arguments) + "]";
  const OrderedValue values = OrderedValue::parse(list, nullptr, false);
  const bool fits = values.is_array() && !values.empty() && values[0].is_string();
  if (!fits) {
    return base::fail(ErrorCode::kParse,
                      place + ": the arguments of fetch() are not those that a browser writes",
                      "copy the request again, or write it as a curl command");
  }
  CopiedRequest out;
  out.place = std::move(place);
  out.url = values[0].get<std::string>();
  const OrderedValue options = values.size() > 1 ? values[1] : OrderedValue::object();
  if (const std::string method = textIn(options, "method"); !method.empty()) out.method = method;
  const OrderedValue& headers = valueIn(options, "headers");
  if (headers.is_object()) {
    for (const auto& [name, value] : headers.items()) {
      out.headers.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  const std::string referrer = textIn(options, "referrer");
  if (referrer.starts_with("http")) out.headers.emplace_back("referer", referrer);
  if (valueIn(options, "body").is_string()) out.body = textIn(options, "body");
  return out;
}

}  // namespace

bool isFetchText(std::string_view text) {
  const std::size_t call = text.find(kCall);
  if (call == std::string_view::npos) return false;
  const std::string_view before = text.substr(0, call);
  const std::size_t start = before.find_first_not_of(" \t\r\n");
  return start == std::string_view::npos || before.substr(start) == "await ";
}

Result<Converted> convertFetchText(const Source& source) {
  std::vector<Result<CopiedRequest>> requests;
  const std::string_view text = source.text;
  for (std::size_t at = text.find(kCall); at != std::string_view::npos;) {
    const std::string place = source.file + ":" + base::placeInText(text, at);
    const std::size_t start = at + kCall.size();
    const std::size_t end = endOfArguments(text, start);
    if (end == std::string_view::npos) {
      requests.emplace_back(base::fail(ErrorCode::kParse, place + ": fetch( is not closed"));
      break;
    }
    requests.push_back(readCall(text.substr(start, end - start), place));
    at = text.find(kCall, end);
  }
  return convertCopied(
      std::move(requests),
      {source.file + ": cookies are not part of a copied fetch(); the browser adds them when "
                     "it sends the request"},
      source.file);
}

}  // namespace hrp::import
