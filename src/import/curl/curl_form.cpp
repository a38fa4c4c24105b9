#include "import/curl/curl_form.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "import/curl/shell/shell_text.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;
using base::Result;

bool isBlank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool endsWithInAnyCase(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && sameName(text.substr(text.size() - end.size()), end);
}

// The types that curl knows by the end of a name.
std::string_view knownType(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kTypes{{
      {".gif", "image/gif"},
      {".jpg", "image/jpeg"},
      {".jpeg", "image/jpeg"},
      {".png", "image/png"},
      {".svg", "image/svg+xml"},
      {".txt", "text/plain"},
      {".htm", "text/html"},
      {".html", "text/html"},
      {".pdf", "application/pdf"},
      {".xml", "application/xml"},
  }};
  for (const auto& [end, type] : kTypes) {
    if (endsWithInAnyCase(name, end)) return type;
  }
  return {};
}

// Lines of 76 characters (RFC 2045 6.8).
std::string base64Lines(std::string_view bytes) {
  const std::string all = base64Text(bytes);
  std::string out;
  for (std::size_t at = 0; at < all.size(); at += 76) {
    if (at > 0) out += "\r\n";
    out += all.substr(at, 76);
  }
  return out;
}

struct Attributes {
  std::string content;
  std::string type;
  std::string file_name;
  std::string encoding;
  std::vector<std::string> headers;
};

// Takes a field apart behind its `name=`.
class FieldReader {
 public:
  FieldReader(std::string_view text, const CurlPart& field, CurlInput& input)
      : text_(text), field_(field), input_(input) {}

  // `end` ends the piece beside the end of the text: ',' between files, '\0' none. `more`: it did.
  Result<Attributes> take(char end, bool& more) {
    Attributes out;
    skipBlanks();
    out.content = takeWord(end);
    while (peek() == ';') {
      ++at_;
      skipBlanks();
      if (auto taken = takeAttribute(end, out); !taken) return base::fail(taken.error());
    }
    more = end != '\0' && peek() == end;
    if (more) ++at_;
    return out;
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] bool isEnd(char end) const {
    return at_ >= text_.size() || peek() == ';' || (end != '\0' && peek() == end);
  }
  void skipBlanks() {
    while (isBlank(peek())) ++at_;
  }
  bool skip(std::string_view prefix) {
    if (!sameName(text_.substr(at_, prefix.size()), prefix)) return false;
    at_ += prefix.size();
    return true;
  }

  // A quoted word loses what follows its quote; another one its blanks at the end.
  std::string takeWord(char end) {
    const std::size_t start = at_;
    if (peek() == '"') {
      std::string out;
      for (++at_; at_ < text_.size(); ++at_) {
        const char c = peek();
        const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (c == '\\' && (next == '\\' || next == '"')) {
          out += next;
          ++at_;
        } else if (c == '"') {
          while (!isEnd(end)) ++at_;
          return out;
        } else {
          out += c;
        }
      }
      at_ = start;  // the quote is not closed: it is part of the word
    }
    while (!isEnd(end)) ++at_;
    std::string_view word = text_.substr(start, at_ - start);
    while (!word.empty() && isBlank(word.back())) word.remove_suffix(1);
    return std::string(word);
  }

  Result<> takeAttribute(char end, Attributes& out) {
    if (out.type.empty() && skip("type=")) {
      skipBlanks();
      out.type = takeType(end);
      if (out.type.find('/') == std::string::npos) {
        return base::fail(ErrorCode::kParse,
                          field_.place + ": \"" + shownText(out.type) + "\" is not a content type");
      }
      return {};
    }
    if (skip("filename=")) {
      skipBlanks();
      out.file_name = takeWord(end);
    } else if (skip("headers=")) {
      return takeHeaders(end, out);
    } else if (skip("encoder=")) {
      skipBlanks();
      out.encoding = takeWord(end);
    } else {
      takeWord(end);  // curl skips what it does not know
    }
    return {};
  }

  // With its parameters: whatever follows that is no other attribute.
  std::string takeType(char end) {
    const std::size_t start = at_;
    std::size_t last = at_;
    while (true) {
      for (; !isEnd(end); ++at_) {
        if (!isBlank(peek())) last = at_ + 1;
      }
      if (peek() != ';') break;
      const std::size_t mark = at_++;
      skipBlanks();
      const std::string_view rest = text_.substr(at_);
      const auto begins = [&rest](std::string_view name) {
        return sameName(rest.substr(0, name.size()), name);
      };
      if (begins("filename=") || begins("headers=") || begins("encoder=")) {
        at_ = mark;
        break;
      }
    }
    return std::string(text_.substr(start, last - start));
  }

  Result<> takeHeaders(char end, Attributes& out) {
    const bool from_file = peek() == '@' || peek() == '<';
    if (from_file) ++at_;
    skipBlanks();
    const std::string word = takeWord(end);
    if (!from_file) {
      out.headers.push_back(word);
      return {};
    }
    auto lines = input_.headerLines(word, field_.place);
    if (!lines) return base::fail(std::move(lines.error()));
    out.headers.insert(out.headers.end(), lines->begin(), lines->end());
    return {};
  }

  std::string_view text_;
  const CurlPart& field_;
  CurlInput& input_;
  std::size_t at_ = 0;
};

class FormReader {
 public:
  explicit FormReader(CurlInput& input) : input_(input) {}

  Result<FormPart> read(const CurlPart& field) {
    const std::size_t equals = field.value.find('=');
    if (equals == std::string::npos) {
      return base::fail(ErrorCode::kParse, field.place + ": the form field \"" +
                                               shownText(field.value) +
                                               "\" is not of the form name=content");
    }
    FormPart part;
    part.name = testcaseText(std::string_view(field.value).substr(0, equals));
    part.place = field.place;
    const std::string_view content = std::string_view(field.value).substr(equals + 1);
    if (field.literal) {
      part.text = testcaseText(content);
      return part;
    }
    const char mark = content.empty() ? '\0' : content[0];
    if (mark == '(' || content == ")") {
      return base::fail(ErrorCode::kUnsupported,
                        field.place + ": parts within parts (-F 'name=(') cannot be taken over",
                        "give each part a -F of its own");
    }
    if (mark == '@') return readFiles(content.substr(1), field, std::move(part));
    bool more = false;
    FieldReader reader(mark == '<' ? content.substr(1) : content, field, input_);
    auto taken = reader.take('\0', more);
    if (!taken) return base::fail(std::move(taken.error()));
    if (mark != '<') {
      if (taken->type.empty()) taken->type = knownType(taken->file_name);
    } else {
      const std::string_view known = knownType(taken->content);
      if (taken->type.empty() && known != "text/plain") taken->type = known;
      auto text = input_.read(taken->content, field.place);
      if (!text) return base::fail(std::move(text.error()));
      taken->content = std::move(*text);
    }
    return finish(std::move(part), *taken);
  }

 private:
  Result<FormPart> readFiles(std::string_view content, const CurlPart& field, FormPart part) {
    FieldReader reader(content, field, input_);
    std::vector<FormPart> files;
    for (bool more = true; more;) {
      auto taken = reader.take(',', more);
      if (!taken) return base::fail(std::move(taken.error()));
      FormPart file;
      file.place = field.place;
      auto read = readFile(*taken, std::move(file));
      if (!read) return read;
      files.push_back(std::move(*read));
    }
    if (files.size() == 1) {
      files[0].name = std::move(part.name);
      return std::move(files[0]);
    }
    part.files = std::move(files);
    return part;
  }

  // What is encoded, and standard input, is read now; another file when the request is sent.
  Result<FormPart> readFile(Attributes& taken, FormPart file) {
    const std::string path = taken.content;
    const bool input = path == "-";
    if (taken.type.empty()) taken.type = knownType(taken.file_name);
    if (taken.type.empty()) taken.type = knownType(path);
    if (taken.type.empty() && !input) taken.type = "application/octet-stream";
    file.is_file = !input && taken.encoding.empty();
    if (!file.is_file) {
      auto text = input_.read(path, file.place);
      if (!text) return base::fail(std::move(text.error()));
      taken.content = std::move(*text);
      if (taken.file_name.empty()) taken.file_name = path.substr(path.find_last_of('/') + 1);
    } else if (!holdsVariable(path)) {
      file.path = path;
    }
    return finish(std::move(file), taken);
  }

  static Result<FormPart> finish(FormPart part, Attributes& taken) {
    static constexpr std::array<std::string_view, 3> kIdentities{"7bit", "8bit", "binary"};
    const std::string& encoding = taken.encoding;
    const bool identity =
        std::find(kIdentities.begin(), kIdentities.end(), encoding) != kIdentities.end();
    if (encoding == "base64" && !holdsVariable(taken.content)) {
      taken.content = base64Lines(taken.content);
    } else if (!encoding.empty() && !identity) {
      return base::fail(ErrorCode::kUnsupported,
                        part.place + ": the encoding \"" + shownText(encoding) +
                            "\" of this form field cannot be taken over",
                        "encode the value yourself, or use 7bit, 8bit or binary");
    }
    part.text = testcaseText(taken.content);
    part.type = taken.type;
    part.file_name = taken.file_name;
    part.headers = taken.headers;
    if (!encoding.empty()) {
      part.headers.insert(part.headers.begin(), "Content-Transfer-Encoding: " + encoding);
    }
    return part;
  }

  CurlInput& input_;
};

}  // namespace

Result<std::vector<FormPart>> readCurlForm(const std::vector<CurlPart>& fields, CurlInput& input) {
  std::vector<FormPart> parts;
  FormReader reader(input);
  for (const CurlPart& field : fields) {
    auto part = reader.read(field);
    if (!part) return base::fail(std::move(part.error()));
    parts.push_back(std::move(*part));
  }
  return parts;
}

}  // namespace hrp::import
