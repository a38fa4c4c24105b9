#include "import/curl/curl_url.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>

#include "import/curl/shell/shell_text.hpp"
#include "import/data_text.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;
using base::Result;

std::string_view withoutBlanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool isBracket(char c) {
  return c == '[' || c == ']' || c == '{' || c == '}';
}

std::size_t authorityStart(std::string_view url) {
  const std::size_t scheme = url.find("://");
  return scheme == std::string_view::npos ? 0 : scheme + 3;
}

std::optional<std::uint64_t> wholeNumber(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

std::optional<std::vector<std::string>> charRange(std::string_view first, std::string_view last,
                                                  std::uint64_t step) {
  if (first.size() != 1 || last.size() != 1) return std::nullopt;
  const bool letters = std::isalpha(static_cast<unsigned char>(first[0])) != 0 &&
                       std::isalpha(static_cast<unsigned char>(last[0])) != 0;
  if (!letters || first[0] > last[0]) return std::nullopt;
  std::vector<std::string> out;
  for (auto c = static_cast<std::uint64_t>(first[0]); c <= static_cast<std::uint64_t>(last[0]);
       c += step) {
    out.emplace_back(1, static_cast<char>(c));
  }
  return out;
}

// "1-10", "001-100:5", "a-z"; no value where curl refuses it.
std::optional<std::vector<std::string>> rangeValues(std::string_view text) {
  std::uint64_t step = 1;
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    const auto written = wholeNumber(text.substr(colon + 1));
    if (!written || *written == 0) return std::nullopt;
    step = *written;
    text = text.substr(0, colon);
  }
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view low = text.substr(0, dash);
  const auto first = wholeNumber(low);
  const auto last = wholeNumber(text.substr(dash + 1));
  if (!first || !last) return charRange(low, text.substr(dash + 1), step);
  if (*first > *last || (*last - *first) / step >= kMostGlobbedUrls) return std::nullopt;
  std::vector<std::string> out;
  for (std::uint64_t value = *first;; value += step) {
    std::string digits = std::to_string(value);
    if (low.size() > digits.size() && low[0] == '0') {
      digits.insert(0, low.size() - digits.size(), '0');
    }
    out.push_back(std::move(digits));
    if (*last - value < step) break;
  }
  return out;
}

// "a,b,c"
std::vector<std::string> setValues(std::string_view text) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ',') {
      out.emplace_back();
    } else {
      if (text[i] == '\\' && i + 1 < text.size()) ++i;
      out.back() += text[i];
    }
  }
  return out;
}

class Globber {
 public:
  explicit Globber(const ShellWord& url) : url_(url), text_(url.text) {
    const std::size_t start = authorityStart(text_);
    authority_end_ = std::min(text_.find_first_of("/?#", start), text_.size());
    const std::string_view authority = text_.substr(start, authority_end_ - start);
    const std::size_t open = std::min(authority.find('['), authority.size());
    const std::string_view address = authority.substr(open, authority.find(']', open) - open);
    has_ipv6_ = std::count(address.begin(), address.end(), ':') > 1;
  }

  Result<std::vector<std::string>> run() && {
    while (at_ < text_.size()) {
      if (auto taken = takePiece(); !taken) return base::fail(std::move(taken.error()));
    }
    return std::move(urls_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  [[nodiscard]] auto refuse(const std::string& reason) const {
    return base::fail(ErrorCode::kParse, url_.place + ": " + reason,
                      "add --globoff if the brackets are part of the URL");
  }

  void add(char c) {
    for (std::string& url : urls_) url += c;
  }

  Result<> takePiece() {
    const char c = text_[at_];
    const bool escaped = c == '\\' && isBracket(peek(1));
    const bool of_ipv6 = has_ipv6_ && at_ < authority_end_ && (c == '[' || c == ']');
    const bool empty_list =
        (c == '[' && peek(1) == ']') || (c == ']' && at_ > 0 && text_[at_ - 1] == '[');
    if (escaped) ++at_;
    if (escaped || of_ipv6 || empty_list || !isBracket(c)) {
      add(text_[at_++]);
      return {};
    }
    if (c == ']' || c == '}') return refuse(std::string("a '") + c + "' in the URL closes nothing");
    const std::size_t close = text_.find(c == '[' ? ']' : '}', at_);
    if (close == std::string_view::npos) {
      return refuse(std::string("a '") + c + "' in the URL is not closed");
    }
    const std::string_view inner = text_.substr(at_ + 1, close - at_ - 1);
    const auto values = c == '[' ? rangeValues(inner) : std::optional(setValues(inner));
    if (!values || inner.find('{') != std::string_view::npos) {
      return refuse("\"" + shownText(text_.substr(at_, close - at_ + 1)) +
                    "\" in the URL is no pattern of curl");
    }
    at_ = close + 1;
    return multiply(*values);
  }

  Result<> multiply(const std::vector<std::string>& values) {
    if (urls_.size() * values.size() > kMostGlobbedUrls) {
      return refuse("the patterns in the URL stand for more than " +
                    std::to_string(kMostGlobbedUrls) + " URLs");
    }
    std::vector<std::string> out;
    for (const std::string& url : urls_) {
      for (const std::string& value : values) out.push_back(url + value);
    }
    urls_ = std::move(out);
    return {};
  }

  const ShellWord& url_;
  std::string_view text_;
  std::size_t authority_end_ = 0;
  bool has_ipv6_ = false;
  std::size_t at_ = 0;
  std::vector<std::string> urls_{""};
};

std::string inSmallLetters(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// 0: no dots alone; 1: ".", 2: ".."
std::size_t dotsOf(std::string_view segment) {
  std::string plain = inSmallLetters(segment);
  for (std::size_t at = plain.find("%2e"); at != std::string::npos; at = plain.find("%2e")) {
    plain.replace(at, 3, ".");
  }
  return plain == "." ? 1 : plain == ".." ? 2 : 0;
}

void addUploadName(std::string& url, const std::string& upload) {
  const bool unnamed = upload.empty() || upload == "-" || upload == ".";
  if (unnamed || url.find('?') != std::string::npos) return;
  const std::size_t path = url.find('/', authorityStart(url));
  if (path == std::string::npos) url += '/';
  if (!url.ends_with('/')) return;
  url += percentEncoded(upload.substr(upload.find_last_of('/') + 1), "%20");
}

}  // namespace

Result<std::vector<std::string>> globbedUrls(const ShellWord& url) {
  return Globber(url).run();
}

std::string foldedPath(std::string_view path) {
  std::vector<std::string_view> kept;
  bool ends_in_dots = false;
  std::size_t at = 0;
  while (at <= path.size()) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, end - at);
    const std::size_t dots = dotsOf(segment);
    if (dots == 0) kept.push_back(segment);
    if (dots == 2 && kept.size() > 1) kept.pop_back();
    ends_in_dots = dots > 0;
    at = end + 1;
  }
  std::string out;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (i > 0) out += '/';
    out += kept[i];
  }
  if (ends_in_dots) out += '/';
  return out;
}

Result<std::string> curlUrl(std::string_view text, const std::string& place,
                            const CurlUrlSettings& settings) {
  std::string url(withoutBlanks(text));
  if (url.empty()) return base::fail(ErrorCode::kParse, place + ": the URL is empty");
  if (url.find("://") == std::string::npos && !holdsVariable(url.substr(0, url.find('/')))) {
    url.insert(0, "http://");
  }
  const std::size_t scheme_end = url.find("://");
  const std::string scheme = inSmallLetters(std::string_view(url).substr(0, scheme_end));
  if (scheme_end != std::string::npos && !holdsVariable(scheme) && scheme != "http" &&
      scheme != "https") {
    return base::fail(ErrorCode::kUnsupported,
                      place + ": " + shownText(url) + " is not http or https");
  }
  url.resize(std::min(url.find('#'), url.size()));
  addUploadName(url, settings.upload);
  if (settings.path_as_is) return url;
  const std::size_t start = authorityStart(url);
  const std::size_t path = std::min(url.find_first_of("/?", start), url.size());
  const std::size_t end = std::min(url.find('?', path), url.size());
  return url.substr(0, path) + foldedPath(std::string_view(url).substr(path, end - path)) +
         url.substr(end);
}

}  // namespace hrp::import
