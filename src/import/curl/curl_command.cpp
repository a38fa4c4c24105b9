#include "import/curl/curl_command.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "hrp/import/convert.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;

enum class Action {
  kIgnore,
  kUrl,
  kUrlQuery,
  kMethod,
  kHeader,
  kData,
  kDataRaw,
  kDataBinary,
  kDataUrlEncode,
  kJson,
  kDataInUrl,
  kForm,
  kFormString,
  kCookie,
  kUser,
  kBearer,
  kUserAgent,
  kReferer,
  kRange,
  kInsecure,
  kFollow,
  kProxy,
  kMaxTime,
  kHead,
  kHttp2,
  kNoGlobbing,
  kNext,
};

struct Option {
  char short_name;  // '\0': none
  std::string_view name;
  bool takes_value;
  Action action;
};

constexpr std::array kOptions{
    Option{'X', "request", true, Action::kMethod},
    Option{'H', "header", true, Action::kHeader},
    Option{'d', "data", true, Action::kData},
    Option{'\0', "data-ascii", true, Action::kData},
    Option{'\0', "data-raw", true, Action::kDataRaw},
    Option{'\0', "data-binary", true, Action::kDataBinary},
    Option{'\0', "data-urlencode", true, Action::kDataUrlEncode},
    Option{'\0', "json", true, Action::kJson},
    Option{'G', "get", false, Action::kDataInUrl},
    Option{'F', "form", true, Action::kForm},
    Option{'\0', "form-string", true, Action::kFormString},
    Option{'b', "cookie", true, Action::kCookie},
    Option{'u', "user", true, Action::kUser},
    Option{'\0', "oauth2-bearer", true, Action::kBearer},
    Option{'A', "user-agent", true, Action::kUserAgent},
    Option{'e', "referer", true, Action::kReferer},
    Option{'r', "range", true, Action::kRange},
    Option{'k', "insecure", false, Action::kInsecure},
    Option{'L', "location", false, Action::kFollow},
    Option{'x', "proxy", true, Action::kProxy},
    Option{'m', "max-time", true, Action::kMaxTime},
    Option{'\0', "url", true, Action::kUrl},
    Option{'\0', "url-query", true, Action::kUrlQuery},
    Option{'I', "head", false, Action::kHead},
    Option{'\0', "http2", false, Action::kHttp2},
    Option{'g', "globoff", false, Action::kNoGlobbing},
    Option{':', "next", false, Action::kNext},
};

// What curl prints, writes to files or waits for; nothing that a server sees.
constexpr std::array kIgnoredOptions{
    Option{'s', "silent", false, Action::kIgnore},
    Option{'S', "show-error", false, Action::kIgnore},
    Option{'v', "verbose", false, Action::kIgnore},
    Option{'i', "include", false, Action::kIgnore},
    Option{'\0', "show-headers", false, Action::kIgnore},
    Option{'f', "fail", false, Action::kIgnore},
    Option{'\0', "fail-with-body", false, Action::kIgnore},
    Option{'\0', "fail-early", false, Action::kIgnore},
    Option{'N', "no-buffer", false, Action::kIgnore},
    Option{'#', "progress-bar", false, Action::kIgnore},
    Option{'\0', "no-progress-meter", false, Action::kIgnore},
    Option{'o', "output", true, Action::kIgnore},
    Option{'\0', "output-dir", true, Action::kIgnore},
    Option{'O', "remote-name", false, Action::kIgnore},
    Option{'J', "remote-header-name", false, Action::kIgnore},
    Option{'R', "remote-time", false, Action::kIgnore},
    Option{'\0', "create-dirs", false, Action::kIgnore},
    Option{'w', "write-out", true, Action::kIgnore},
    Option{'D', "dump-header", true, Action::kIgnore},
    Option{'c', "cookie-jar", true, Action::kIgnore},
    Option{'\0', "stderr", true, Action::kIgnore},
    Option{'\0', "trace", true, Action::kIgnore},
    Option{'\0', "trace-ascii", true, Action::kIgnore},
    Option{'\0', "trace-time", false, Action::kIgnore},
    Option{'\0', "styled-output", false, Action::kIgnore},
    Option{'\0', "no-styled-output", false, Action::kIgnore},
    Option{'q', "disable", false, Action::kIgnore},
    Option{'\0', "compressed", false, Action::kIgnore},  // hrp asks for it by itself
    Option{'\0', "basic", false, Action::kIgnore},
    Option{'\0', "http1.1", false, Action::kIgnore},
    Option{'\0', "path-as-is", false, Action::kIgnore},
    Option{'\0', "tcp-nodelay", false, Action::kIgnore},
    Option{'\0', "no-keepalive", false, Action::kIgnore},
    Option{'\0', "keepalive-time", true, Action::kIgnore},
    Option{'\0', "connect-timeout", true, Action::kIgnore},
    Option{'\0', "max-redirs", true, Action::kIgnore},
    Option{'1', "tlsv1", false, Action::kIgnore},
    Option{'\0', "tlsv1.0", false, Action::kIgnore},
    Option{'\0', "tlsv1.1", false, Action::kIgnore},
    Option{'\0', "tlsv1.2", false, Action::kIgnore},
    Option{'\0', "tlsv1.3", false, Action::kIgnore},
    Option{'Z', "parallel", false, Action::kIgnore},
};

template <class Predicate>
const Option* findOption(Predicate fits) {
  for (const Option& option : kOptions) {
    if (fits(option)) return &option;
  }
  for (const Option& option : kIgnoredOptions) {
    if (fits(option)) return &option;
  }
  return nullptr;
}

const Option* byName(std::string_view name) {
  return findOption([name](const Option& option) { return option.name == name; });
}

const Option* byLetter(char letter) {
  return findOption(
      [letter](const Option& option) { return option.short_name == letter && letter != '\0'; });
}

class Reader {
 public:
  Reader(const std::vector<ShellWord>& words, const std::string& place)
      : words_(words), place_(place) {
    begin();
  }

  base::Result<std::vector<CurlCommand>> run() && {
    bool only_urls = false;
    while (!error_ && at_ < words_.size()) {
      const ShellWord& word = words_[at_++];
      if (only_urls || word.text.size() < 2 || word.text[0] != '-') {
        current().urls.push_back(word);
      } else if (word.text == "--") {
        only_urls = true;
      } else if (word.text[1] == '-') {
        takeLong(word);
      } else {
        takeShort(word);
      }
    }
    for (const CurlCommand& command : commands_) {
      if (command.urls.empty()) refuse(command.place, "the curl command has no URL");
    }
    if (error_) return base::fail(std::move(*error_));
    return std::move(commands_);
  }

 private:
  CurlCommand& current() { return commands_.back(); }

  void begin() {
    commands_.emplace_back();
    current().place = at_ < words_.size() ? words_[at_].place : place_;
  }

  void refuse(const std::string& place, const std::string& reason, std::string hint = {}) {
    if (!error_) error_ = base::Error{ErrorCode::kParse, place + ": " + reason, std::move(hint)};
  }

  void refuseOption(const ShellWord& word, const std::string& name) {
    refuse(word.place, "curl's " + name + " is not supported",
           "leave it out if the request does not depend on it");
  }

  // `--name value` and, beyond what curl takes, `--name=value`.
  void takeLong(const ShellWord& word) {
    const std::string_view body = std::string_view(word.text).substr(2);
    const std::size_t equals = body.find('=');
    const Option* option = byName(body.substr(0, equals));
    if (option == nullptr) {
      refuseOption(word, "--" + std::string(body.substr(0, equals)));
      return;
    }
    const std::string name = "--" + std::string(option->name);
    if (equals != std::string_view::npos) {
      if (!option->takes_value) refuse(word.place, name + " takes no value");
      apply(*option, {std::string(body.substr(equals + 1)), word.place}, name);
    } else {
      takeValue(*option, word, name);
    }
  }

  // `-sSL`, `-XPOST`, `-X POST`: flags in one word, the last one may have a value.
  void takeShort(const ShellWord& word) {
    for (std::size_t i = 1; i < word.text.size() && !error_; ++i) {
      const std::string name = std::string("-") + word.text[i];
      const Option* option = byLetter(word.text[i]);
      if (option == nullptr) {
        refuseOption(word, name);
        return;
      }
      if (option->takes_value && i + 1 < word.text.size()) {
        apply(*option, {word.text.substr(i + 1), word.place}, name);
        return;
      }
      takeValue(*option, word, name);
    }
  }

  void takeValue(const Option& option, const ShellWord& word, const std::string& name) {
    if (!option.takes_value) {
      apply(option, {{}, word.place}, name);
    } else if (at_ < words_.size()) {
      apply(option, words_[at_++], name);
    } else {
      refuse(word.place, name + " needs a value");
    }
  }

  void addData(CurlData::Kind kind, const ShellWord& value) {
    current().data.push_back({kind, value.text, value.place});
  }

  void apply(const Option& option, const ShellWord& value, const std::string& name) {
    CurlCommand& command = current();
    switch (option.action) {
      case Action::kUrl:
        command.urls.push_back(value);
        break;
      case Action::kUrlQuery:
        command.url_queries.push_back({CurlData::Kind::kUrlEncoded, value.text, value.place});
        break;
      case Action::kMethod:
        command.method = value.text;
        break;
      case Action::kHeader:
        command.headers.push_back(value);
        break;
      case Action::kForm:
      case Action::kFormString:
        command.parts.push_back({value.text, option.action == Action::kFormString, value.place});
        break;
      case Action::kCookie:
        command.cookies.push_back(value);
        break;
      case Action::kUser:
        command.user = value;
        break;
      case Action::kMaxTime:
        readMaxTime(value, name);
        break;
      case Action::kNext:
        begin();
        break;
      default:
        applyData(option, value);
        applyFlag(option, value);
        break;
    }
  }

  void applyData(const Option& option, const ShellWord& value) {
    using Kind = CurlData::Kind;
    if (option.action == Action::kData) addData(Kind::kText, value);
    if (option.action == Action::kDataRaw) addData(Kind::kRaw, value);
    if (option.action == Action::kDataBinary) addData(Kind::kBinary, value);
    if (option.action == Action::kDataUrlEncode) addData(Kind::kUrlEncoded, value);
    if (option.action == Action::kJson) addData(Kind::kJson, value);
  }

  void applyFlag(const Option& option, const ShellWord& value) {
    CurlCommand& command = current();
    command.data_in_url = command.data_in_url || option.action == Action::kDataInUrl;
    command.head = command.head || option.action == Action::kHead;
    command.insecure = command.insecure || option.action == Action::kInsecure;
    command.follow = command.follow || option.action == Action::kFollow;
    command.http2 = command.http2 || option.action == Action::kHttp2;
    command.globbing = command.globbing && option.action != Action::kNoGlobbing;
    if (option.action == Action::kBearer) command.bearer = value.text;
    if (option.action == Action::kUserAgent) command.user_agent = value.text;
    if (option.action == Action::kReferer) command.referer = value.text;
    if (option.action == Action::kRange) command.range = value.text;
    if (option.action == Action::kProxy) command.proxy = value.text;
  }

  void readMaxTime(const ShellWord& value, const std::string& name) {
    double seconds = 0;
    const char* const end = value.text.data() + value.text.size();
    const auto read = std::from_chars(value.text.data(), end, seconds);
    if (read.ec != std::errc() || read.ptr != end || !(seconds >= 0) || seconds > 1e9) {
      refuse(value.place, name + ": \"" + value.text + "\" is not a number of seconds");
      return;
    }
    current().max_time_s = seconds;
  }

  const std::vector<ShellWord>& words_;
  const std::string& place_;
  std::size_t at_ = 0;
  std::vector<CurlCommand> commands_;
  std::optional<base::Error> error_;
};

}  // namespace

base::Result<std::vector<CurlCommand>> readCurlWords(const std::vector<ShellWord>& words,
                                                     const std::string& place) {
  return Reader(words, place).run();
}

bool curlOptionTakesNextWord(std::string_view word) {
  if (word.size() < 2 || word[0] != '-' || word == "--") return false;
  if (word[1] == '-') {
    const Option* option = byName(word.substr(2));
    return option != nullptr && option->takes_value;
  }
  for (std::size_t i = 1; i < word.size(); ++i) {
    const Option* option = byLetter(word[i]);
    if (option == nullptr) return false;
    if (option->takes_value) return i + 1 == word.size();
  }
  return false;
}

}  // namespace hrp::import
