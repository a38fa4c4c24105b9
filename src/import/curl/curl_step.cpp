#include "import/curl/curl_step.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "import/curl/cookie_file.hpp"
#include "import/curl/curl_form.hpp"
#include "import/curl/curl_url.hpp"
#include "import/curl/shell/shell_text.hpp"
#include "import/request_writer.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;
using base::Result;

std::string_view trimmedText(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

class StepMaker {
 public:
  StepMaker(const CurlCommand& command, CurlStepNeeds needs) : command_(command), needs_(needs) {}

  Result<OrderedValue> make(const ShellWord& word, std::size_t number) {
    if (number < command_.uploads.size()) upload_ = &command_.uploads[number];
    auto url = fullUrl(word);
    if (!url) return base::fail(std::move(url.error()));
    const std::string method = methodName();
    OrderedValue request = OrderedValue::object();
    writeMethod(testcaseText(method), request);
    request["url"] = testcaseText(*url);
    if (auto read = readHeaders(); !read) return base::fail(std::move(read.error()));
    if (auto read = readCookies(*url); !read) return base::fail(std::move(read.error()));
    if (auto read = readUser(); !read) return base::fail(std::move(read.error()));
    OrderedValue body = OrderedValue::object();
    if (auto made = makeBody(body); !made) return base::fail(std::move(made.error()));
    if (auto checked = checkLength(body); !checked) return base::fail(std::move(checked.error()));
    if (!headers_.empty()) request["headers"] = headers_.value();
    request.update(body);
    addSettings(*url, request);
    OrderedValue step = OrderedValue::object();
    step["name"] = dataText(requestName(shownText(method), shownText(*url)));
    if (!variables_.empty()) step["variables"] = variables_;
    step["request"] = std::move(request);
    return step;
  }

 private:
  void note(const std::string& place, const std::string& text) {
    needs_.notes.push_back(place + ": " + text);
  }

  // Calls do not nest: within an argument the variable of the step stands for ENV.
  void needVariables(const std::string& text) {
    for (const std::string& name : variablesIn(text)) variables_[name] = "${ENV(" + name + ")}";
  }

  [[nodiscard]] std::string methodName() const {
    if (!command_.method.empty()) return command_.method;
    if (command_.head) return "HEAD";
    if (upload_ != nullptr) return "PUT";
    const bool sends = !command_.parts.empty() || !command_.data.empty();
    return sends && !command_.data_in_url ? "POST" : "GET";
  }

  Result<std::string> fullUrl(const ShellWord& word) {
    CurlUrlSettings settings{command_.path_as_is, upload_ == nullptr ? "" : upload_->text};
    auto url = curlUrl(word.text, word.place, settings);
    if (!url) return url;
    auto query = joined(command_.url_queries);
    if (!query) return query;
    appendQuery(*url, *query);
    if (!command_.data_in_url) return url;
    auto data = joined(command_.data);
    if (!data) return data;
    appendQuery(*url, *data);
    return url;
  }

  static void appendQuery(std::string& url, const std::string& query) {
    if (query.empty()) return;
    const bool open = url.find('?') != std::string::npos;
    if (!open) {
      url += '?';
    } else if (!url.ends_with('?') && !url.ends_with('&')) {
      url += '&';
    }
    url += query;
  }

  Result<std::string> textOf(const CurlData& data) {
    using Kind = CurlData::Kind;
    if (data.kind == Kind::kUrlEncoded) return encodedOf(data);
    if (data.kind == Kind::kRaw || !data.value.starts_with('@')) return data.value;
    auto content = needs_.input.read(data.value.substr(1), data.place);
    // As curl does: -d takes the line breaks out of a file, the others send it as it is.
    if (content && data.kind == Kind::kText) {
      content->erase(std::remove_if(content->begin(), content->end(),
                                    [](char c) { return c == '\r' || c == '\n' || c == '\0'; }),
                     content->end());
    }
    return content;
  }

  // content, =content, name=content, @file, name@file
  Result<std::string> encodedOf(const CurlData& data) {
    const std::string& value = data.value;
    needVariables(value);
    const std::size_t mark = value.find_first_of("=@");
    if (mark == std::string::npos) return percentEncodedShell(value, "+");
    std::string name = value.substr(0, mark);
    if (!name.empty()) name += '=';
    std::string content = value.substr(mark + 1);
    if (value[mark] == '@') {
      auto read = needs_.input.read(content, data.place);
      if (!read) return read;
      content = std::move(*read);
    }
    return name + percentEncodedShell(content, "+");
  }

  Result<std::string> joined(const std::vector<CurlData>& list) {
    std::string out;
    for (const CurlData& data : list) {
      auto text = textOf(data);
      if (!text) return text;
      // Pieces of --json are one text, pieces of -d are fields.
      if (!out.empty() && data.kind != CurlData::Kind::kJson) out += '&';
      out += *text;
    }
    return out;
  }

  Result<> readHeaders() {
    for (const ShellWord& word : command_.headers) {
      if (!word.text.starts_with('@')) {
        if (auto read = readHeader(word); !read) return read;
        continue;
      }
      auto lines = needs_.input.headerLines(word.text.substr(1), word.place);
      if (!lines) return base::fail(std::move(lines.error()));
      for (const std::string& line : *lines) {
        if (auto read = readHeader({line, word.place}); !read) return read;
      }
    }
    if (command_.user_agent && !command_.user_agent->empty()) {
      addDefault("User-Agent", *command_.user_agent);
    }
    if (command_.referer) {  // ";auto" asks for the address before a redirect
      addDefault("Referer", command_.referer->substr(0, command_.referer->find(";auto")));
    }
    if (command_.range) addDefault("Range", "bytes=" + *command_.range);
    if (command_.bearer) addDefault("Authorization", "Bearer " + *command_.bearer);
    if (command_.compressed_transfer) {
      addDefault("Connection", "TE");
      addDefault("TE", "gzip");
    }
    return {};
  }

  // "Name: value"; "Name:" takes a header away, "Name;" sends it empty.
  Result<> readHeader(const ShellWord& word) {
    const std::string_view text = word.text;
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos && text.ends_with(';')) {
      headers_.add(testcaseText(trimmedText(text.substr(0, text.size() - 1))), "");
      return {};
    }
    const std::string_view name = trimmedText(text.substr(0, colon));
    if (colon == std::string_view::npos || name.empty()) {
      return base::fail(ErrorCode::kParse, word.place + ": the header \"" + shownText(text) +
                                               "\" is not of the form \"Name: value\"");
    }
    const std::string_view value = trimmedText(text.substr(colon + 1));
    if (value.empty()) {
      removed_.emplace_back(name);
      if (sameName(name, "Host") || sameName(name, "User-Agent")) {
        note(word.place, std::string(name) + " is sent nevertheless");
      }
    } else if (sameName(name, "Content-Length")) {
      length_ = ShellWord{std::string(value), word.place};
    } else if (sameName(name, "Transfer-Encoding") && !sameName(value, "chunked")) {
      note(word.place, "Transfer-Encoding is left out: only \"chunked\" can be sent");
    } else if (sameName(name, "Expect")) {
      note(word.place, "Expect is left out: the body does not wait for an answer");
    } else {
      const bool second = sameName(name, "Cookie") && headers_.find("Cookie") != nullptr;
      if (second) note(word.place, "the Cookie headers are sent as one");
      headers_.add(testcaseText(name), testcaseText(value));
    }
    return {};
  }

  void addDefault(const char* name, const std::string& value) {
    const auto is = [name](const std::string& other) { return sameName(name, other); };
    if (value.empty() || std::any_of(removed_.begin(), removed_.end(), is)) return;
    headers_.addDefault(name, testcaseText(value));
  }

  // A Cookie header of its own keeps curl's away. What has no `=` is a file; one that is not there
  // holds no cookies.
  Result<> readCookies(const std::string& url) {
    std::string from_files;
    std::string written;
    const auto append = [](std::string& out, std::string_view cookies) {
      if (!out.empty() && !cookies.empty()) out += "; ";
      out += cookies;
    };
    for (const ShellWord& word : command_.cookies) {
      if (word.text.find('=') != std::string::npos) {
        append(written, trimmedText(word.text));
      } else if (!word.text.empty()) {
        auto cookies = cookiesOf(word, url);
        if (!cookies) return base::fail(std::move(cookies.error()));
        append(from_files, *cookies);
      }
    }
    append(from_files, written);
    addDefault("Cookie", from_files);
    return {};
  }

  Result<std::string> cookiesOf(const ShellWord& word, const std::string& url) {
    if (holdsVariable(word.text)) {
      return base::fail(
          ErrorCode::kUnsupported,
          word.place + ": -b " + shownText(word.text) + " may be cookies or the name of a file",
          "write the cookies as name=value");
    }
    auto content = needs_.input.read(word.text, word.place);
    if (!content) {
      note(word.place, "-b " + word.text + ": there is no such file of cookies");
      return std::string();
    }
    const std::string cookies = cookiesOfFile(*content, url, needs_.options.now_s);
    note(word.place, cookies.empty()
                         ? "-b " + word.text + " holds no cookie for " + shownText(url)
                         : "the cookies of " + word.text + " are written into the step");
    return cookies;
  }

  Result<> readUser() {
    if (!command_.user) return {};
    const ShellWord& user = *command_.user;
    std::string pair = user.text;
    if (pair.empty() || pair == ":") return {};
    if (command_.challenge) {
      note(user.place,
           "-u is left out: credentials that a server asks for (--digest, --anyauth, "
           "--ntlm, --negotiate) are not sent");
      return {};
    }
    if (pair.find(':') == std::string::npos) {
      if (needs_.options.asks_passwords) {
        return base::fail(
            ErrorCode::kParse,
            user.place + ": -u " + shownText(pair) + " has no password; curl would ask for it",
            "write user:password");
      }
      pair += ':';
    }
    if (!holdsVariable(pair)) {
      addDefault("Authorization", "Basic " + base64Text(pair));
      return {};
    }
    if (headers_.find("Authorization") != nullptr) return {};
    needVariables(pair);
    headers_.add("Authorization", "Basic ${base64(\"" + argumentText(pair) + "\")}");
    return {};
  }

  Result<> makeBody(OrderedValue& request) {
    if (!command_.parts.empty()) {
      auto parts = readCurlForm(command_.parts, needs_.input);
      if (!parts) return base::fail(std::move(parts.error()));
      return writeForm(*parts, needs_.input.files(), headers_, request);
    }
    if (upload_ != nullptr) return makeUpload(request);
    if (command_.data.empty() || command_.data_in_url) return {};
    auto text = joined(command_.data);
    if (!text) return base::fail(std::move(text.error()));
    const auto& data = command_.data;
    const bool is_json = std::any_of(data.begin(), data.end(), [](const CurlData& piece) {
      return piece.kind == CurlData::Kind::kJson;
    });
    addDefault("Content-Type", is_json ? "application/json" : "application/x-www-form-urlencoded");
    if (is_json) addDefault("Accept", "application/json");
    if (!text->empty()) request["body"] = testcaseText(*text);
    return {};
  }

  Result<> makeUpload(OrderedValue& request) {
    const bool input = upload_->text == "-" || upload_->text == ".";
    auto content = needs_.input.read(input ? "-" : upload_->text, upload_->place);
    if (!content) return base::fail(std::move(content.error()));
    // Its length is not known before its end.
    if (input) addDefault("Transfer-Encoding", "chunked");
    if (!content->empty()) request["body"] = testcaseText(*content);
    return {};
  }

  // A browser leaves large bodies and files out of the command that it copies.
  Result<> checkLength(const OrderedValue& request) {
    if (!length_) return {};
    const std::string& text = length_->text;
    const bool has_body = request.contains("body") || request.contains("upload");
    const bool none = text.find_first_not_of('0') == std::string::npos;
    if (!has_body && !none) {
      return base::fail(
          ErrorCode::kParse,
          length_->place + ": Content-Length says " + shownText(text) + ", but there is no body",
          "the program that wrote the command did not keep the body: add it with "
          "--data-binary @FILE");
    }
    return {};
  }

  void addSettings(const std::string& url, OrderedValue& request) {
    if (command_.max_time_s && *command_.max_time_s > 0) request["timeout"] = *command_.max_time_s;
    if (!command_.follow) request["allow_redirects"] = false;
    if (command_.insecure) request["verify"] = false;
    const bool offered = command_.http2 && sameName(url.substr(0, 8), "https://");
    if (offered || command_.http2_only) request["http2"] = true;
    if (command_.http2 && !offered && !command_.http2_only) {
      note(command_.place,
           "--http2 is left out: http is spoken as HTTP/1.1, without an upgrade; "
           "--http2-prior-knowledge is http2: true");
    }
  }

  const CurlCommand& command_;
  CurlStepNeeds needs_;
  const ShellWord* upload_ = nullptr;
  HeaderList headers_;
  std::vector<std::string> removed_;
  std::optional<ShellWord> length_;
  OrderedValue variables_ = OrderedValue::object();
};

}  // namespace

Result<OrderedValue> makeCurlStep(const CurlCommand& command, const ShellWord& url,
                                  std::size_t number, CurlStepNeeds needs) {
  return StepMaker(command, needs).make(url, number);
}

}  // namespace hrp::import
