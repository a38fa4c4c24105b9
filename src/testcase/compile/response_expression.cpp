#include <array>
#include <string_view>
#include <utility>

#include "hrp/testcase/program.hpp"
#include "testcase/compile/template_compiler.hpp"

namespace hrp::testcase {
namespace {

// Anywhere in the text, as the Go version looks for them.
bool namesResponsePart(std::string_view text) {
  constexpr std::array<std::string_view, 6> kParts = {"proto",   "status_code", "headers",
                                                      "cookies", "body",        "(.*)"};
  for (const std::string_view part : kParts) {
    if (text.find(part) != std::string_view::npos) return true;
  }
  return false;
}

ResponseExpression::Part partOf(const std::vector<expression::JmesPath::PathStep>& path) {
  using Part = ResponseExpression::Part;
  const auto* name = path.empty() ? nullptr : std::get_if<std::string>(&path.front());
  if (name == nullptr) return Part::kNone;
  if (*name == "body") return Part::kBody;
  if (path.size() == 1 && *name == "status_code") return Part::kStatus;
  if (path.size() == 1 && *name == "proto") return Part::kProtocol;
  if (path.size() != 2 || !std::holds_alternative<std::string>(path[1])) return Part::kNone;
  if (*name == "headers") return Part::kHeader;
  return *name == "cookies" ? Part::kCookie : Part::kNone;
}

}  // namespace

ResponseExpression compileResponseExpression(const std::string& text) {
  ResponseExpression out;
  out.source = text;
  out.value = literalTemplate(text);
  if (!namesResponsePart(text)) return out;
  if (text.find("(.*)") != std::string::npos) {
    auto regex = expression::Regex::compile(text);
    if (regex) {
      out.kind = ResponseExpression::Kind::kRegex;
      out.regex = std::move(*regex);
    } else {
      out.error = std::move(regex.error());
    }
    return out;
  }
  auto path = expression::JmesPath::compile(text);
  if (path) {
    out.kind = ResponseExpression::Kind::kJmesPath;
    out.path = std::move(*path);
    out.part = partOf(out.path->plainPath());
  } else {
    out.error = std::move(path.error());
  }
  return out;
}

}  // namespace hrp::testcase
