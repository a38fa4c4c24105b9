#include "import/curl/curl_command.hpp"

#include <algorithm>
#include <charconv>

#include "hrp/import/convert.hpp"
#include "import/curl/curl_options.hpp"
#include "import/curl/shell/shell_text.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;

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
      checkBodies(command);
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

  void refuseUnknown(const ShellWord& word, const std::string& name) {
    refuse(word.place, "curl's " + name + " is not known",
           "leave it out if the request does not depend on it");
  }

  void checkBodies(const CurlCommand& command) {
    const bool data = !command.data.empty() && !command.data_in_url;
    if (data && !command.parts.empty()) {
      refuse(command.data.front().place, "-d and -F exclude each other");
    } else if (!command.uploads.empty() && (data || !command.parts.empty())) {
      refuse(command.uploads.front().place, "-T excludes -d and -F");
    } else if (command.head && (data || !command.parts.empty() || !command.uploads.empty())) {
      refuse(command.place, "-I sends no body: curl refuses it beside -d, -F and -T",
             "use -X HEAD, or -G with -d");
    }
  }

  // `--name value` and `--name=value`.
  void takeLong(const ShellWord& word) {
    const std::string_view body = std::string_view(word.text).substr(2);
    const std::size_t equals = body.find('=');
    const std::string_view written = body.substr(0, equals);
    const CurlOption* option = curlOptionByName(written);
    const std::string name = "--" + shownText(written);
    if (option == nullptr) {
      refuseUnknown(word, name);
      return;
    }
    off_ = curlOptionIsSwitchedOff(written, *option);
    if (equals != std::string_view::npos) {
      if (!option->takes_value) refuse(word.place, name + " takes no value");
      apply(*option, {std::string(body.substr(equals + 1)), word.place}, name);
    } else {
      takeValue(*option, word, name);
    }
    off_ = false;
  }

  // `-sSL`, `-XPOST`, `-X POST`: flags in one word, the last one may have a value.
  void takeShort(const ShellWord& word) {
    for (std::size_t i = 1; i < word.text.size() && !error_; ++i) {
      const CurlOption* option = curlOptionByLetter(word.text[i]);
      if (option == nullptr) {
        refuseUnknown(word, shownText("-" + word.text.substr(i, 1)));
        return;
      }
      const std::string name = std::string("-") + word.text[i];
      if (option->takes_value && i + 1 < word.text.size()) {
        apply(*option, {word.text.substr(i + 1), word.place}, name);
        return;
      }
      takeValue(*option, word, name);
    }
  }

  void takeValue(const CurlOption& option, const ShellWord& word, const std::string& name) {
    if (!option.takes_value) {
      apply(option, {{}, word.place}, name);
    } else if (at_ < words_.size()) {
      apply(option, words_[at_++], name);
    } else {
      refuse(word.place, name + " needs a value");
    }
  }

  void apply(const CurlOption& option, const ShellWord& value, const std::string& name) {
    switch (option.treatment) {
      case CurlTreatment::kIgnored:
        return;
      case CurlTreatment::kRefused:
        refuse(value.place, "curl's " + name + " cannot be taken over", std::string(option.reason));
        return;
      case CurlTreatment::kNoted:
        if (!off_) addNote(option, value, name);
        return;
      case CurlTreatment::kDone:
        if (option.takes_value) {
          applyValue(option.action, value, name);
        } else {
          applyFlag(option.action, !off_);
        }
    }
  }

  void addNote(const CurlOption& option, const ShellWord& value, const std::string& name) {
    const std::string shown = value.text.empty() ? "" : " " + shownText(value.text);
    current().notes.push_back(value.place + ": " + name + shown +
                              " is not part of the testcase: " + std::string(option.reason));
  }

  void addData(CurlData::Kind kind, const ShellWord& value) {
    current().data.push_back({kind, value.text, value.place});
  }

  // A `+` before it says that it is encoded already.
  void addUrlQuery(const ShellWord& value) {
    const bool encoded = value.text.starts_with('+');
    current().url_queries.push_back({encoded ? CurlData::Kind::kRaw : CurlData::Kind::kUrlEncoded,
                                     value.text.substr(encoded ? 1 : 0), value.place});
  }

  void applyValue(CurlAction action, const ShellWord& value, const std::string& name) {
    CurlCommand& command = current();
    using Kind = CurlData::Kind;
    switch (action) {
      case CurlAction::kUrl:
        command.urls.push_back(value);
        return;
      case CurlAction::kUrlQuery:
        addUrlQuery(value);
        return;
      case CurlAction::kMethod:
        command.method = value.text;
        return;
      case CurlAction::kHeader:
        command.headers.push_back(value);
        return;
      case CurlAction::kData:
        return addData(Kind::kText, value);
      case CurlAction::kDataRaw:
        return addData(Kind::kRaw, value);
      case CurlAction::kDataBinary:
        return addData(Kind::kBinary, value);
      case CurlAction::kDataUrlEncode:
        return addData(Kind::kUrlEncoded, value);
      case CurlAction::kJson:
        return addData(Kind::kJson, value);
      case CurlAction::kForm:
      case CurlAction::kFormString:
        command.parts.push_back({value.text, action == CurlAction::kFormString, value.place});
        return;
      case CurlAction::kUpload:
        command.uploads.push_back(value);
        return;
      case CurlAction::kCookie:
        command.cookies.push_back(value);
        return;
      default:
        applySetting(action, value, name);
    }
  }

  // Of those, the last one counts.
  void applySetting(CurlAction action, const ShellWord& value, const std::string& name) {
    CurlCommand& command = current();
    if (action == CurlAction::kUser) command.user = value;
    if (action == CurlAction::kBearer) command.bearer = value.text;
    if (action == CurlAction::kUserAgent) command.user_agent = value.text;
    if (action == CurlAction::kReferer) command.referer = value.text;
    if (action == CurlAction::kCertificate) command.certificate = value;
    if (action == CurlAction::kKey) command.key = value;
    if (action == CurlAction::kMaxTime) readMaxTime(value, name);
    if (action == CurlAction::kRange) {
      const bool open = value.text.find('-') == std::string::npos;
      command.range = value.text + (open ? "-" : "");
    }
    if (action == CurlAction::kContinueAt) {
      if (value.text == "-") {
        command.notes.push_back(value.place + ": -C - is left out: no file is continued");
      } else {
        command.range = value.text + "-";
      }
    }
  }

  void applyFlag(CurlAction action, bool on) {
    CurlCommand& command = current();
    if (action == CurlAction::kNext) begin();
    if (action == CurlAction::kDataInUrl) command.data_in_url = on;
    if (action == CurlAction::kHead) command.head = on;
    if (action == CurlAction::kInsecure) command.insecure = on;
    if (action == CurlAction::kFollow) command.follow = on;
    const bool version = action == CurlAction::kHttp1 || action == CurlAction::kHttp2 ||
                         action == CurlAction::kHttp2Only;
    if (version) {  // the last one counts
      command.http2 = on && action == CurlAction::kHttp2;
      command.http2_only = on && action == CurlAction::kHttp2Only;
    }
    if (action == CurlAction::kNoGlobbing) command.globbing = !on;
    if (action == CurlAction::kPathAsIs) command.path_as_is = on;
    if (action == CurlAction::kChallenge) command.challenge = on;
    if (action == CurlAction::kTransferEncoding) command.compressed_transfer = on;
  }

  void readMaxTime(const ShellWord& value, const std::string& name) {
    double seconds = 0;
    const char* const end = value.text.data() + value.text.size();
    const auto read = std::from_chars(value.text.data(), end, seconds);
    if (read.ec != std::errc() || read.ptr != end || !(seconds >= 0) || seconds > 1e9) {
      refuse(value.place, name + ": \"" + shownText(value.text) + "\" is not a number of seconds");
      return;
    }
    current().max_time_s = seconds;
  }

  const std::vector<ShellWord>& words_;
  const std::string& place_;
  std::size_t at_ = 0;
  bool off_ = false;  // the option that is read is written as --no-…
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
    const CurlOption* option = curlOptionByName(word.substr(2));
    return option != nullptr && option->takes_value;
  }
  for (std::size_t i = 1; i < word.size(); ++i) {
    const CurlOption* option = curlOptionByLetter(word[i]);
    if (option == nullptr) return false;
    if (option->takes_value) return i + 1 == word.size();
  }
  return false;
}

}  // namespace hrp::import
