#include <algorithm>
#include <optional>
#include <utility>

#include "import/converters.hpp"
#include "import/curl/curl_command.hpp"
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

// What curl's URL globbing would make of the URL when it means one URL; an error where it means
// several. Browsers escape the brackets with a backslash.
Result<std::string> withoutGlobbing(const ShellWord& url) {
  const std::string& text = url.text;
  std::string out;
  const std::size_t scheme = text.find("://");
  const std::size_t authority_end =
      text.find_first_of("/?#", scheme == std::string::npos ? 0 : scheme + 3);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    const bool bracket = c == '[' || c == ']' || c == '{' || c == '}';
    if (c == '\\' && next != '\0' && std::string_view("[]{}").find(next) != std::string::npos) {
      out += next;
      ++i;
      continue;
    }
    const bool of_ipv6 = i < authority_end && (c == '[' || c == ']');
    const bool empty_list = (c == '[' && next == ']') || (c == ']' && i > 0 && text[i - 1] == '[');
    if (bracket && !of_ipv6 && !empty_list) {
      return base::fail(ErrorCode::kParse,
                        url.place + ": the URL holds a pattern of curl ('" + c + "')",
                        "add --globoff if the brackets are part of the URL");
    }
    out += c;
  }
  return out;
}

class StepMaker {
 public:
  StepMaker(const CurlCommand& command, FileSource& files) : command_(command), files_(files) {}

  Result<OrderedValue> make(const ShellWord& url_word) {
    auto url = fullUrl(url_word);
    if (!url) return base::fail(std::move(url.error()));
    OrderedValue request = OrderedValue::object();
    const std::string method = methodName();
    request["method"] = dataText(method);
    request["url"] = dataText(*url);
    if (auto read = readHeaders(); !read) return base::fail(std::move(read.error()));
    OrderedValue body = OrderedValue::object();
    if (auto made = makeBody(body); !made) return base::fail(std::move(made.error()));
    if (!headers_.empty()) request["headers"] = headers_.value();
    request.update(body);
    if (command_.max_time_s && *command_.max_time_s > 0) request["timeout"] = *command_.max_time_s;
    if (!command_.follow) request["allow_redirects"] = false;
    if (command_.insecure) request["verify"] = false;
    if (command_.http2) request["http2"] = true;
    OrderedValue step = OrderedValue::object();
    step["name"] = dataText(requestName(method, *url));
    step["request"] = std::move(request);
    return step;
  }

 private:
  [[nodiscard]] std::string methodName() const {
    if (!command_.method.empty()) return command_.method;
    if (command_.head) return "HEAD";
    const bool sends = !command_.parts.empty() || !command_.data.empty();
    return sends && !command_.data_in_url ? "POST" : "GET";
  }

  Result<std::string> fullUrl(const ShellWord& word) {
    Result<std::string> url = command_.globbing ? withoutGlobbing(word) : word.text;
    if (!url) return url;
    *url = std::string(trimmedText(*url));
    url->resize(std::min(url->find('#'), url->size()));
    if (url->empty()) return base::fail(ErrorCode::kParse, word.place + ": the URL is empty");
    if (url->find("://") == std::string::npos) url->insert(0, "http://");
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

  // `@file` and `-` of curl's data options.
  Result<std::string> fileOf(const std::string& path, const std::string& place) {
    if (path != "-") return readSourceFile(path, place, files_);
    return base::fail(ErrorCode::kUnsupported, place + ": @- (standard input) is not supported");
  }

  Result<std::string> textOf(const CurlData& data) {
    using Kind = CurlData::Kind;
    if (data.kind == Kind::kUrlEncoded) return encodedOf(data);
    if (data.kind == Kind::kRaw || !data.value.starts_with('@')) return data.value;
    auto content = fileOf(data.value.substr(1), data.place);
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
    const std::size_t mark = value.find_first_of("=@");
    if (mark == std::string::npos) return percentEncoded(value, "+");
    std::string name = value.substr(0, mark);
    if (!name.empty()) name += '=';
    std::string content = value.substr(mark + 1);
    if (value[mark] == '@') {
      auto read = fileOf(content, data.place);
      if (!read) return read;
      content = std::move(*read);
    }
    return name + percentEncoded(content, "+");
  }

  Result<std::string> joined(const std::vector<CurlData>& list) {
    std::string out;
    for (std::size_t i = 0; i < list.size(); ++i) {
      auto text = textOf(list[i]);
      if (!text) return text;
      // Pieces of --json are one text, pieces of -d are fields.
      if (i > 0 && list[i].kind != CurlData::Kind::kJson) out += '&';
      out += *text;
    }
    return out;
  }

  Result<> readHeaders() {
    headers_ = {};
    removed_.clear();
    for (const ShellWord& word : command_.headers) {
      if (auto read = readHeader(word); !read) return read;
    }
    const auto add = [this](const char* name, const std::optional<std::string>& value) {
      if (value && !value->empty()) headers_.addDefault(name, dataText(*value));
    };
    add("User-Agent", command_.user_agent);
    if (command_.referer) {  // ";auto" asks for the address before a redirect
      add("Referer", command_.referer->substr(0, command_.referer->find(";auto")));
    }
    if (command_.range) add("Range", "bytes=" + *command_.range);
    if (command_.bearer) add("Authorization", "Bearer " + *command_.bearer);
    if (auto read = readCookies(); !read) return read;
    return readUser();
  }

  // "Name: value"; "Name:" takes a header away, "Name;" sends it empty.
  Result<> readHeader(const ShellWord& word) {
    const std::string& text = word.text;
    if (text.starts_with('@')) {
      return base::fail(ErrorCode::kUnsupported,
                        word.place + ": headers from a file (-H @file) are not supported");
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos && text.ends_with(';')) {
      headers_.add(dataText(trimmedText(std::string_view(text).substr(0, text.size() - 1))), "");
      return {};
    }
    const std::string_view name = trimmedText(std::string_view(text).substr(0, colon));
    if (colon == std::string::npos || name.empty()) {
      return base::fail(ErrorCode::kParse, word.place + ": the header \"" + text +
                                               "\" is not of the form \"Name: value\"");
    }
    const std::string_view value = trimmedText(std::string_view(text).substr(colon + 1));
    if (value.empty()) {
      removed_.emplace_back(name);
    } else {
      headers_.add(dataText(name), dataText(value));
    }
    return {};
  }

  Result<> readCookies() {
    for (const ShellWord& word : command_.cookies) {
      if (word.text.find('=') == std::string::npos) {
        return base::fail(
            ErrorCode::kUnsupported,
            word.place + ": cookies from a file (-b " + word.text + ") are not supported",
            "write them as name=value");
      }
      headers_.add("Cookie", dataText(trimmedText(word.text)));
    }
    return {};
  }

  Result<> readUser() {
    if (!command_.user) return {};
    if (command_.user->text.find(':') == std::string::npos) {
      return base::fail(ErrorCode::kParse,
                        command_.user->place + ": -u " + command_.user->text +
                            " has no password; curl would ask for it",
                        "write user:password");
    }
    headers_.addDefault("Authorization", "Basic " + base64Text(command_.user->text));
    return {};
  }

  void addDefault(const std::string& name, const std::string& value) {
    const auto is = [&name](const std::string& other) { return sameName(name, other); };
    if (std::none_of(removed_.begin(), removed_.end(), is)) headers_.addDefault(name, value);
  }

  Result<> makeBody(OrderedValue& request) {
    if (!command_.parts.empty()) return makeForm(request);
    if (command_.data.empty() || command_.data_in_url) return {};
    auto text = joined(command_.data);
    if (!text) return base::fail(std::move(text.error()));
    const auto& data = command_.data;
    const bool is_json = std::any_of(data.begin(), data.end(), [](const CurlData& piece) {
      return piece.kind == CurlData::Kind::kJson;
    });
    addDefault("Content-Type", is_json ? "application/json" : "application/x-www-form-urlencoded");
    if (is_json) addDefault("Accept", "application/json");
    if (!text->empty()) request["body"] = dataText(*text);
    return {};
  }

  Result<> makeForm(OrderedValue& request) {
    if (!command_.data.empty()) {
      return base::fail(ErrorCode::kParse,
                        command_.data.front().place + ": -d and -F exclude each other");
    }
    std::vector<FormPart> parts;
    for (const CurlPart& part : command_.parts) {
      auto read = readPart(part);
      if (!read) return base::fail(std::move(read.error()));
      parts.push_back(std::move(*read));
    }
    return writeForm(parts, files_, headers_, request);
  }

  // name=text, name=@file, name=<file, each with ;type=… and ;filename=…
  Result<FormPart> readPart(const CurlPart& source) {
    const std::size_t equals = source.value.find('=');
    if (equals == std::string::npos || equals == 0) {
      return base::fail(ErrorCode::kParse, source.place + ": the form field \"" + source.value +
                                               "\" is not of the form name=content");
    }
    FormPart part;
    part.name = dataText(source.value.substr(0, equals));
    part.place = source.place;
    std::string content = source.value.substr(equals + 1);
    if (source.literal) {
      part.text = dataText(content);
      return part;
    }
    if (auto taken = takePartOptions(content, part); !taken) {
      return base::fail(std::move(taken.error()));
    }
    const char mark = content.empty() ? '\0' : content[0];
    if (mark != '@' && mark != '<') {
      part.text = dataText(unquoted(content));
      return part;
    }
    const std::string path = unquoted(content.substr(1));
    if (path.find(',') != std::string::npos && content[1] != '"') {
      return base::fail(ErrorCode::kUnsupported,
                        source.place + ": several files in one -F are not supported",
                        "give each file a -F of its own");
    }
    part.is_file = mark == '@';
    part.text = path;
    if (part.is_file) return part;
    auto read = fileOf(path, source.place);
    if (!read) return base::fail(std::move(read.error()));
    part.text = dataText(*read);
    return part;
  }

  static std::string unquoted(std::string text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return text;
    std::string out;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
      if (text[i] == '\\' && i + 2 < text.size()) ++i;
      out += text[i];
    }
    return out;
  }

  // Takes ";type=…" and ";filename=…" off the end.
  static Result<> takePartOptions(std::string& content, FormPart& part) {
    while (true) {
      const std::size_t mark = content.rfind(';');
      const std::size_t quote = content.rfind('"');
      if (mark == std::string::npos) return {};
      const std::string option(trimmedText(std::string_view(content).substr(mark + 1)));
      const std::size_t equals = option.find('=');
      const std::string name = option.substr(0, equals);
      const bool known = name == "type" || name == "filename";
      if (equals != std::string::npos && (name == "headers" || name == "encoder")) {
        return base::fail(ErrorCode::kUnsupported,
                          part.place + ": \"" + name + "=\" of a form field is not supported");
      }
      const bool inside_quotes = quote != std::string::npos && quote > mark &&
                                 content.find('"') < mark && !option.ends_with('"');
      if (!known || equals == std::string::npos || inside_quotes) return {};
      (name == "type" ? part.type : part.file_name) = unquoted(option.substr(equals + 1));
      content.resize(mark);
    }
  }

  const CurlCommand& command_;
  FileSource& files_;
  HeaderList headers_;
  std::vector<std::string> removed_;
};

Result<> addSteps(const std::vector<CurlCommand>& commands, FileSource& files, OrderedValue& steps,
                  std::vector<std::string>& notes) {
  for (const CurlCommand& command : commands) {
    if (command.proxy) {
      notes.push_back(command.place + ": the proxy " + *command.proxy +
                      " is not part of the testcase; give it as --proxy-url");
    }
    for (const ShellWord& url : command.urls) {
      auto step = StepMaker(command, files).make(url);
      if (!step) return base::fail(std::move(step.error()));
      steps.push_back(std::move(*step));
    }
  }
  return {};
}

Converted converted(OrderedValue steps, std::vector<std::string> notes) {
  Converted out;
  out.kind = SourceKind::kCurl;
  const std::string name =
      steps.size() == 1 ? steps[0]["name"].get<std::string>() : std::string("curl");
  out.testcase = wrapSteps(name, std::move(steps));
  out.notes = std::move(notes);
  return out;
}

}  // namespace

Result<Converted> convertCurlText(std::string_view text, const std::string& file,
                                  FileSource& files) {
  auto shell_commands = splitShellText(text, file);
  if (!shell_commands) return base::fail(std::move(shell_commands.error()));
  OrderedValue steps = OrderedValue::array();
  std::vector<std::string> notes;
  for (ShellCommand& words : *shell_commands) {
    if (words.front().text == "$") words.erase(words.begin());  // a pasted prompt
    if (words.empty()) continue;
    const ShellWord first = words.front();
    if (first.text != "curl" && !first.text.ends_with("/curl")) {
      return base::fail(ErrorCode::kParse,
                        first.place + ": expected a curl command, got \"" + first.text + "\"");
    }
    words.erase(words.begin());
    auto commands = readCurlWords(words, first.place);
    if (!commands) return base::fail(std::move(commands.error()));
    if (auto added = addSteps(*commands, files, steps, notes); !added) {
      return base::fail(std::move(added.error()));
    }
  }
  if (steps.empty()) return base::fail(ErrorCode::kParse, file + ": there is no curl command");
  return converted(std::move(steps), std::move(notes));
}

Result<Converted> convertCurlWords(const std::vector<std::string>& words, FileSource& files) {
  std::vector<ShellWord> placed;
  for (std::size_t i = 0; i < words.size(); ++i) {
    placed.push_back({words[i], "curl: word " + std::to_string(i + 1)});
  }
  auto commands = readCurlWords(placed, "curl");
  if (!commands) return base::fail(std::move(commands.error()));
  OrderedValue steps = OrderedValue::array();
  std::vector<std::string> notes;
  if (auto added = addSteps(*commands, files, steps, notes); !added) {
    return base::fail(std::move(added.error()));
  }
  return converted(std::move(steps), std::move(notes));
}

}  // namespace hrp::import
