#include "import/curl/shell/shell_script.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <utility>

#include "import/curl/shell/shell_text.hpp"

namespace hrp::import {
namespace {

// Words before a command that change how it runs, not what it sends.
constexpr std::array<std::string_view, 16> kWrappers{
    "$",    "!",  "time", "sudo", "exec", "command", "nohup", "env",
    "nice", "do", "then", "else", "if",   "while",   "until", "{"};
constexpr std::array<std::string_view, 4> kDeclarations{"export", "declare", "local", "readonly"};

template <std::size_t N>
bool isOneOf(std::string_view text, const std::array<std::string_view, N>& known) {
  return std::find(known.begin(), known.end(), text) != known.end();
}

// The length of the name of "NAME=value"; 0 when the word is no assignment.
std::size_t assignedName(std::string_view word) {
  std::size_t at = 0;
  while (at < word.size() && (word[at] == '_' || (static_cast<unsigned char>(word[at]) < 0x80 &&
                                                  std::isalnum(word[at]) != 0))) {
    ++at;
  }
  const bool digit = !word.empty() && word[0] >= '0' && word[0] <= '9';
  return at > 0 && !digit && at < word.size() && word[at] == '=' ? at : 0;
}

bool isCurl(std::string_view word) {
  word.remove_prefix(word.find_last_of("/\\") + 1);
  return word == "curl" || word == "curl.exe";
}

std::string shownWords(const std::vector<ShellWord>& words) {
  std::string out;
  for (const ShellWord& word : words) out += (out.empty() ? "" : " ") + shownText(word.text);
  constexpr std::size_t kMostShown = 60;
  return out.size() <= kMostShown ? out : out.substr(0, kMostShown) + "…";
}

class ScriptReader {
 public:
  ShellScript run(std::vector<ShellCommand> commands) && {
    for (std::size_t i = 0; i < commands.size();) {
      std::size_t end = i + 1;
      while (end < commands.size() && commands[end].join == ShellJoin::kPipe) ++end;
      takePipeline(commands, i, end);
      i = end;
    }
    noteVariables();
    return std::move(script_);
  }

 private:
  void note(const ShellCommand& command, const std::string& text) {
    const std::string place = command.words.empty() ? std::string() : command.words[0].place + ": ";
    script_.notes.push_back(place + text);
  }

  // What is left of a command behind its assignments and wrappers.
  void strip(ShellCommand& command) {
    std::vector<ShellWord>& words = command.words;
    std::size_t at = 0;
    bool wrapped = false;
    std::string left_out;
    for (; at < words.size(); ++at) {
      const std::string& text = words[at].text;
      const bool wrapper = isOneOf(text, kWrappers);
      const bool option = wrapped && text.size() > 1 && text[0] == '-';
      if (!wrapper && !option && assignedName(text) == 0) break;
      wrapped = wrapped || wrapper;
      if (text != "$") left_out += (left_out.empty() ? "" : " ") + shownText(text);
    }
    const bool only_assignments = at == words.size() && !wrapped;
    if (only_assignments || at == 0) return;
    if (!left_out.empty()) note(command, left_out + " is left out");
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at));
  }

  bool takeAssignments(const ShellCommand& command) {
    const std::vector<ShellWord>& words = command.words;
    std::size_t at = !words.empty() && isOneOf(words[0].text, kDeclarations) ? 1 : 0;
    const auto assigns = [](const ShellWord& word) {
      return assignedName(word.text) > 0 || word.text.starts_with('-');
    };
    if (at >= words.size() ||
        !std::all_of(words.begin() + static_cast<std::ptrdiff_t>(at), words.end(), assigns)) {
      return false;
    }
    for (; at < words.size(); ++at) {
      const std::string& text = words[at].text;
      const std::size_t name = assignedName(text);
      if (name == 0) continue;
      if (command.error) {  // its value is not known: the variable stays one
        script_.notes.push_back(command.error->message);
        known_.erase(text.substr(0, name));
      } else {
        known_[text.substr(0, name)] = expanded(text.substr(name + 1));
        note(command, text.substr(0, name) + " has its value from here");
      }
    }
    return true;
  }

  // The text with the values that the script itself gives.
  [[nodiscard]] std::string expanded(const std::string& text) const {
    std::string out;
    for (const ShellPiece& piece : shellPieces(text)) {
      const auto value = known_.find(piece.text);
      if (piece.kind == ShellPiece::Kind::kLiteral) {
        out += piece.text;
      } else {
        out += value == known_.end() ? shellVariable(piece.text) : value->second;
      }
    }
    return out;
  }

  void takePipeline(std::vector<ShellCommand>& commands, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) strip(commands[i]);
    std::size_t curl = begin;
    while (curl < end && (commands[curl].words.empty() || !isCurl(commands[curl].words[0].text))) {
      ++curl;
    }
    if (commands[begin].join == ShellJoin::kOr) {
      note(commands[begin], "|| " + shownWords(commands[begin].words) + " is left out");
      return;
    }
    if (curl == end) {
      if (end != begin + 1 || !takeAssignments(commands[begin])) leaveOut(commands[begin]);
      return;
    }
    std::optional<ShellInput> piped;
    std::optional<base::Error> unknown;
    if (curl > begin) readPipe(commands[curl - 1], curl - 1 == begin, piped, unknown);
    addCall(commands[curl], std::move(piped), std::move(unknown));
    for (std::size_t i = curl + 1; i < end; ++i) {
      note(commands[i], "| " + shownWords(commands[i].words) + " is left out");
    }
  }

  void leaveOut(const ShellCommand& command) {
    if (command.words.empty()) {
      if (command.error) script_.notes.push_back(command.error->message);
      return;
    }
    const ShellWord& first = command.words[0];
    if (!script_.foreign) {
      script_.foreign = base::Error{
          base::ErrorCode::kParse,
          first.place + ": expected a curl command, got \"" + shownText(first.text) + "\"",
          {}};
    }
    note(command, shownWords(command.words) + " is left out");
  }

  // What the program before a pipe prints, where that is known.
  static void readPipe(const ShellCommand& command, bool alone, std::optional<ShellInput>& piped,
                       std::optional<base::Error>& unknown) {
    const std::vector<ShellWord>& words = command.words;
    const std::string program = words.empty() ? std::string() : words[0].text;
    if (alone && !command.error && program == "cat" && words.size() <= 2) {
      piped = command.input;
      if (words.size() == 2) piped = ShellInput{ShellInput::Kind::kFile, words[1]};
      if (piped) return;
    }
    if (alone && !command.error && program == "echo") {
      const bool no_break = words.size() > 1 && words[1].text == "-n";
      std::string text;
      for (std::size_t i = no_break ? 2 : 1; i < words.size(); ++i) {
        text += (text.empty() ? "" : " ") + words[i].text;
      }
      piped = ShellInput{ShellInput::Kind::kText, {text + (no_break ? "" : "\n"), words[0].place}};
      return;
    }
    const std::string place = words.empty() ? std::string() : words[0].place + ": ";
    unknown = base::Error{base::ErrorCode::kParse,
                          place + "what " + shownWords(words) + " would print is not known here",
                          "write it to a file, and name the file behind @"};
  }

  void addCall(ShellCommand& command, std::optional<ShellInput> piped,
               std::optional<base::Error> unknown) {
    for (std::string& text : command.notes) script_.notes.push_back(std::move(text));
    for (const ShellWord& output : command.outputs) {
      if (output.text.find_first_not_of("0123456789-") == std::string::npos) continue;  // 2>&1
      script_.notes.push_back(output.place + ": the output to " + shownText(output.text) +
                              " is left out");
    }
    CurlCall call;
    call.place = command.words[0].place;
    call.input = command.input ? std::move(command.input) : std::move(piped);
    call.error = command.error ? std::move(command.error) : std::move(unknown);
    if (call.input) call.input->source.text = expanded(call.input->source.text);
    for (std::size_t i = 1; i < command.words.size(); ++i) {
      call.words.push_back({expanded(command.words[i].text), command.words[i].place});
      addUnknown(call.words.back().text);
    }
    if (call.input) addUnknown(call.input->source.text);
    script_.calls.push_back(std::move(call));
  }

  void addUnknown(const std::string& text) {
    for (std::string& name : variablesIn(text)) {
      const bool told = std::find(unknown_.begin(), unknown_.end(), name) != unknown_.end();
      if (!told) unknown_.push_back(std::move(name));
    }
  }

  void noteVariables() {
    if (unknown_.empty()) return;
    std::string names;
    for (const std::string& name : unknown_) names += (names.empty() ? "" : ", ") + name;
    script_.notes.push_back(
        "variables of the shell that are read when the load runs, as ${ENV(…)}: " + names +
        "; set them in .env or in the environment");
  }

  ShellScript script_;
  std::map<std::string, std::string> known_;
  std::vector<std::string> unknown_;
};

}  // namespace

ShellScript readShellScript(std::string_view text, const std::string& file) {
  return ScriptReader().run(splitShellText(text, file));
}

}  // namespace hrp::import
