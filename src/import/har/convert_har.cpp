#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "import/converters.hpp"
#include "import/har/entry_filter.hpp"
#include "import/har/recorded_body.hpp"
#include "import/har/recorded_cookies.hpp"
#include "import/har/recorded_time.hpp"
#include "import/ordered_access.hpp"
#include "import/request_writer.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;
using base::Result;

std::string authorityOf(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  return std::string(url.substr(0, url.find_first_of("/?#")));
}

std::string hostOf(std::string_view url) {
  std::string authority = authorityOf(url);
  authority.erase(0, authority.rfind('@') + 1);
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

bool isTrue(const OrderedValue& value) {
  if (value.is_boolean()) return value.get<bool>();
  return value.is_string() && !value.get_ref<const std::string&>().empty();
}

std::int64_t statusOf(const OrderedValue& response) {
  const OrderedValue& status = valueIn(response, "status");
  return status.is_number_integer() ? status.get<std::int64_t>() : -1;
}

// What was left out, by reason: a note for each reason with its entries.
class LeftOut {
 public:
  void add(const std::string& reason, std::size_t entry) { entries_[reason].push_back(entry); }

  void note(const std::string& file, std::vector<std::string>& notes) const {
    for (const auto& [reason, entries] : entries_) {
      std::string text = file + (entries.size() == 1 ? ": entry" : ": entries");
      constexpr std::size_t kMostNamed = 10;
      for (std::size_t i = 0; i < std::min(entries.size(), kMostNamed); ++i) {
        text += (i > 0 ? ", " : " ") + std::to_string(entries[i]);
      }
      if (entries.size() > kMostNamed) {
        text += " and " + std::to_string(entries.size() - kMostNamed) + " more";
      }
      notes.push_back(text + ": left out: " + reason);
    }
  }

 private:
  std::map<std::string, std::vector<std::size_t>> entries_;
};

class HarReader {
 public:
  HarReader(const OrderedValue& log, const Source& source)
      : log_(log), source_(source), filter_(source.options.only, source.options.skip) {}

  Result<Converted> run() && {
    const OrderedValue& entries = listIn(log_, "entries");
    for (const std::size_t index : inOrderOfStart(entries)) addEntry(entries[index], index + 1);
    if (steps_.empty()) {
      return base::fail(ErrorCode::kParse,
                        source_.file + ": log.entries holds no request over http");
    }
    left_out_.note(source_.file, out_.notes);
    noteCookies();
    out_.kind = SourceKind::kHar;
    out_.testcase = wrapSteps(dataText(name()), std::move(steps_));
    return std::move(out_);
  }

 private:
  // The order of the file where no times were recorded.
  static std::vector<std::size_t> inOrderOfStart(const OrderedValue& entries) {
    std::vector<std::pair<std::int64_t, std::size_t>> starts;
    std::int64_t last = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      last = recordedTimeUs(textIn(entries[i], "startedDateTime")).value_or(last);
      starts.emplace_back(last, i);
    }
    std::stable_sort(starts.begin(), starts.end());
    std::vector<std::size_t> order;
    for (const auto& [start, index] : starts) order.push_back(index);
    return order;
  }

  void note(std::size_t number, const std::string& text) {
    out_.notes.push_back(source_.file + ": entry " + std::to_string(number) + ": " + text);
  }

  // Why the entry is no step; empty: it is one.
  [[nodiscard]] std::string reasonAgainst(const OrderedValue& entry, const OrderedValue& request,
                                          const std::string& url) const {
    const OrderedValue& response = valueIn(entry, "response");
    if (textIn(request, "method").empty() || url.empty()) {
      return "no \"request\" with method and url";
    }
    if (url.starts_with("ws://") || url.starts_with("wss://") || statusOf(response) == 101 ||
        textIn(entry, "_resourceType") == "websocket") {
      return "a WebSocket";
    }
    if (!url.starts_with("http://") && !url.starts_with("https://")) return "not http or https";
    if (isTrue(valueIn(entry, "_fromCache")) || isTrue(valueIn(response, "_fromCache")) ||
        isTrue(valueIn(entry, "_fromDiskCache"))) {
      return "answered from the browser's cache";
    }
    if (statusOf(response) == 0 || isTrue(valueIn(response, "_error")) ||
        isTrue(valueIn(response, "_failureText"))) {
      return "failed or never sent";
    }
    std::string kind = textIn(entry, "_resourceType");
    if (kind.empty()) kind = resourceKind(textIn(valueIn(response, "content"), "mimeType"));
    if (!filter_.keeps({url, hostOf(url), kind})) return "by --only and --skip";
    return {};
  }

  void addEntry(const OrderedValue& entry, std::size_t number) {
    const OrderedValue& request = valueIn(entry, "request");
    std::string url = textIn(request, "url");
    const std::string reason = reasonAgainst(entry, request, url);
    if (!reason.empty()) {
      left_out_.add(reason, number);
      return;
    }
    url.resize(std::min(url.find('#'), url.size()));
    const std::string method = textIn(request, "method");
    OrderedValue written = OrderedValue::object();
    writeMethod(dataText(method), written);
    written["url"] = dataText(url);
    HeaderList headers = headersOf(request, url);
    OrderedValue body = OrderedValue::object();
    addBody(request, number, headers, body);
    if (!headers.empty()) written["headers"] = headers.value();
    written.update(body);
    written["allow_redirects"] = false;  // what a redirect led to is an entry of its own
    if (isHttp2(request, url, number)) written["http2"] = true;
    OrderedValue step = OrderedValue::object();
    step["name"] = dataText(requestName(method, url));
    step["request"] = std::move(written);
    const OrderedValue& response = valueIn(entry, "response");
    if (statusOf(response) >= 100) {
      const OrderedValue check = {"status_code", statusOf(response)};
      step["validate"] = OrderedValue::array({OrderedValue{{"eq", check}}});
    }
    steps_.push_back(std::move(step));
    cookies_.addResponse(response, hostOf(url));
  }

  HeaderList headersOf(const OrderedValue& request, const std::string& url) {
    HeaderList headers;
    std::string cookies;
    const auto addCookies = [&cookies](const std::string& more) {
      if (!cookies.empty() && !more.empty()) cookies += "; ";
      cookies += more;
    };
    for (const OrderedValue& header : listIn(request, "headers")) {
      const std::string header_name = textIn(header, "name");
      const std::string value = textIn(header, "value");
      if (sameName(header_name, "Host") && sameName(value, authorityOf(url))) continue;
      if (sameName(header_name, "Cookie")) {
        addCookies(value);
      } else {
        headers.add(dataText(header_name), dataText(value));
      }
    }
    if (cookies.empty()) {
      for (const OrderedValue& cookie : listIn(request, "cookies")) {
        addCookies(textIn(cookie, "name") + "=" + textIn(cookie, "value"));
      }
    }
    const std::string kept = cookies_.keptIn(cookies, hostOf(url));
    if (!kept.empty()) headers.add("Cookie", dataText(kept));
    return headers;
  }

  void addBody(const OrderedValue& request, std::size_t number, HeaderList& headers,
               OrderedValue& written) {
    const RecordedBody body = recordedBody(request, source_);
    for (const std::string& text : body.notes) note(number, text);
    if (!body.bytes) return;
    if (!body.type.empty()) headers.addDefault("Content-Type", dataText(body.type));
    if (headers.find("Content-Encoding") != nullptr && isUtf8(*body.bytes)) {
      note(number, "the body was packed (" + *headers.find("Content-Encoding") +
                       "), the recording keeps it unpacked: it is sent so, without the header");
      headers.remove("Content-Encoding");
    }
    if (!body.bytes->empty()) written["body"] = dataText(*body.bytes);
  }

  // Over TLS it is offered, and HTTP/1.1 beside it.
  bool isHttp2(const OrderedValue& request, const std::string& url, std::size_t number) {
    std::string version = textIn(request, "httpVersion");
    std::transform(version.begin(), version.end(), version.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool third = version == "h3" || version.starts_with("http/3");
    if (!url.starts_with("https://")) return false;
    if (third) note(number, "was sent with HTTP/3; HTTP/2 is offered");
    return third || version == "h2" || version.starts_with("http/2");
  }

  void noteCookies() {
    if (cookies_.foreignNames().empty()) return;
    std::string names;
    for (const std::string& cookie : cookies_.foreignNames()) {
      names += (names.empty() ? "" : ", ") + cookie;
    }
    out_.notes.push_back(source_.file +
                         ": cookies that the recording did not get itself stay in the steps, the "
                         "same for all users: " +
                         names);
  }

  // The title of the first page that has one.
  [[nodiscard]] std::string name() const {
    for (const OrderedValue& page : listIn(log_, "pages")) {
      if (std::string title = textIn(page, "title"); !title.empty()) return title;
    }
    return "recorded requests";
  }

  const OrderedValue& log_;
  const Source& source_;
  EntryFilter filter_;
  RecordedCookies cookies_;
  LeftOut left_out_;
  OrderedValue steps_ = OrderedValue::array();
  Converted out_;
};

}  // namespace

Result<Converted> convertHar(const OrderedValue& document, const Source& source) {
  return HarReader(document["log"], source).run();
}

}  // namespace hrp::import
