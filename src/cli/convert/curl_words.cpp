#include "cli/convert/curl_words.hpp"

#include "cli/convert/source_reading.hpp"
#include "hrp/import/convert.hpp"

namespace hrp::cli {
namespace {

constexpr const char* kFileName = "curl-command.json";

bool isFlag(const std::string& word) {
  return word.size() > 1 && word[0] == '-';
}

bool isLongFlag(const std::string& word) {
  return word.size() > 2 && word.starts_with("--");
}

class Splitter {
 public:
  Splitter(const std::vector<std::string>& words, const CLI::App& app) : words_(words), app_(app) {}

  SplitWords run() && {
    if (!findCommand() || !findCurl()) return {words_, std::nullopt};
    SplitWords out;
    out.hrp.assign(words_.begin(), words_.begin() + static_cast<std::ptrdiff_t>(at_));
    out.curl.emplace();
    // The testcase stands where the command was.
    out.hrp.emplace_back(kFileName);
    for (++at_; at_ < words_.size();) takeBehindCurl(out);
    return out;
  }

 private:
  // The option of the command, or of hrp itself, that a word names: "--name", "--name=value", "-x".
  [[nodiscard]] const CLI::Option* optionOf(const std::string& word) const {
    const std::string name = word.substr(0, isLongFlag(word) ? word.find('=') : 2);
    for (const CLI::App* app : {command_, &app_}) {
      if (app == nullptr) continue;
      if (const CLI::Option* option = app->get_option_no_throw(name)) return option;
    }
    return nullptr;
  }

  [[nodiscard]] bool takesNextWord(const std::string& word) const {
    const CLI::Option* option = optionOf(word);
    const bool holds_value =
        isLongFlag(word) ? word.find('=') != std::string::npos : word.size() > 2;
    return option != nullptr && option->get_items_expected_max() > 0 && !holds_value;
  }

  bool findCommand() {
    for (at_ = 0; at_ < words_.size(); ++at_) {
      const std::string& word = words_[at_];
      if (isFlag(word)) {
        if (takesNextWord(word)) ++at_;
        continue;
      }
      if (word != "boom" && word != "run") return false;
      const auto named = [&word](const CLI::App* command) { return command->get_name() == word; };
      const auto commands = app_.get_subcommands(named);
      if (commands.empty()) return false;
      command_ = commands.front();
      ++at_;
      return true;
    }
    return false;
  }

  // Whether the first testcase is "curl"; `at_` is then its place.
  bool findCurl() {
    for (; at_ < words_.size(); ++at_) {
      const std::string& word = words_[at_];
      if (!isFlag(word)) return word == "curl";
      if (word == "--") return false;
      if (takesNextWord(word)) ++at_;
    }
    return false;
  }

  void takeBehindCurl(SplitWords& out) {
    const std::string& word = words_[at_++];
    const bool of_hrp = !only_curl_ && isLongFlag(word) && optionOf(word) != nullptr;
    std::vector<std::string>& into = of_hrp ? out.hrp : *out.curl;
    into.push_back(word);
    only_curl_ = only_curl_ || word == "--";
    const bool next =
        of_hrp ? takesNextWord(word) : !only_curl_ && import::curlOptionTakesNextWord(word);
    if (next && at_ < words_.size()) into.push_back(words_[at_++]);
  }

  const std::vector<std::string>& words_;
  const CLI::App& app_;
  const CLI::App* command_ = nullptr;
  std::size_t at_ = 0;
  bool only_curl_ = false;  // behind "--"
};

}  // namespace

SplitWords splitCurlWords(const std::vector<std::string>& words, const CLI::App& app) {
  return Splitter(words, app).run();
}

base::Result<CurlTestcase> makeCurlTestcase(const std::vector<std::string>& words,
                                            const std::string& working_folder) {
  const auto files = testcase::diskFiles(working_folder);
  auto converted = import::convertCurlWords(words, *files, curlReading());
  if (!converted) return base::fail(std::move(converted.error()));
  return CurlTestcase{kFileName,
                      import::writeDocument(converted->testcase, import::TextFormat::kJson),
                      std::move(converted->notes)};
}

}  // namespace hrp::cli
